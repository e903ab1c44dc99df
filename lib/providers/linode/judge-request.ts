import type { CloudCatalogue, CloudSize } from '@/lib/contracts/cloud-catalogue'
import type { Obstacle } from '@/lib/contracts/clusters'
import type { TokenCheck } from '@/lib/linode/check-token'
import { list } from '@/lib/shared/catalogue'
import { K3S_SERVER_MB } from '@/lib/shared/cloud/cloud-data'
import { dateTime } from '@/lib/shared/format-time'
import type { LinodeAsked } from './linode-request'

export type JudgedRequest = Pick<
  LinodeAsked,
  'region' | 'image' | 'serverType' | 'workerType' | 'workers' | 'allowedFrom'
>

/** What is known of the cloud when a cluster is asked for. */
export interface KnownCloud {
  readonly catalogue: CloudCatalogue
  /** Why the catalogue is not newer, in words. */
  readonly trouble?: string
  readonly token: TokenCheck
  /** Whether an admin has chosen the cloud controller that makes NodeBalancers. */
  readonly hasController: boolean
}

const ANOTHER_SIZE = 'Choose another size, or another region.'

/** What stands in the way of a cluster at Linode, before anything is made or paid. Pure. */
export function judgeRequest(request: JudgedRequest, cloud: KnownCloud): readonly Obstacle[] {
  return [
    ...judgeToken(cloud.token),
    ...judgeController(cloud.hasController),
    ...judgeAge(cloud),
    ...judgeOffer(request, cloud.catalogue),
  ]
}

/** What of the request a cloud does not offer, whoever asks. Pure. */
export const judgeOffer = (request: JudgedRequest, catalogue: CloudCatalogue): readonly Obstacle[] => [
  ...judgeRegion(request, catalogue),
  ...judgeSizes(request, catalogue),
  ...judgeNetworks(request),
]

/** What a token lacks, by itself: without it the rest may not even be asked for. */
export function judgeToken({ missing, silent }: TokenCheck): readonly Obstacle[] {
  const wayOut = silent ? undefined : 'Store a token that may do it: Clouds, New token.'
  return missing.map((sentence) => ({
    level: silent ? 'advice' : 'blocker',
    sentence,
    field: 'accountId',
    ...(wayOut === undefined ? {} : { wayOut }),
  }))
}

const judgeController = (hasController: boolean): readonly Obstacle[] =>
  hasController
    ? []
    : [
        {
          level: 'blocker',
          sentence: 'The panel has no image of Linode’s cloud controller, which makes the load balancers.',
          wayOut: 'An admin of the panel can choose one under Settings.',
        },
      ]

const judgeAge = ({ trouble, catalogue }: KnownCloud): readonly Obstacle[] =>
  trouble === undefined
    ? []
    : [
        {
          level: 'advice',
          sentence: `Judged by the list of ${dateTime(catalogue.asOf)}: ${trouble}`,
        },
      ]

function judgeRegion({ region }: JudgedRequest, { regions }: CloudCatalogue): readonly Obstacle[] {
  const known = regions.find(({ id }) => id === region)
  const blocker = (sentence: string): Obstacle => ({
    level: 'blocker',
    sentence,
    wayOut: 'Choose another region.',
    field: 'region',
  })
  if (known === undefined) return [blocker(`Linode has no region ${region} for clusters.`)]
  const lacking = known.lacks.length === 0 ? [] : [blocker(`${known.label} has no ${list(known.lacks)}.`)]
  const broken = known.outage ? [blocker(`Linode says that ${known.label} has an outage.`)] : []
  return [...lacking, ...broken]
}

function judgeSizes(request: JudgedRequest, catalogue: CloudCatalogue): readonly Obstacle[] {
  const { image, workers, serverType, workerType } = request
  const fields = workers === 0 ? (['serverType'] as const) : (['serverType', 'workerType'] as const)
  const known = catalogue.images.find(({ id }) => id === image)
  const noImage: Obstacle = {
    level: 'blocker',
    sentence: `Linode has no image ${image} that machines could be set up with (cloud-init), or not any more.`,
    wayOut: 'Choose another image.',
    field: 'image',
  }
  const own = fields.flatMap((field) => judgeSize(request, catalogue, field, known?.diskMb ?? 0))
  const once = workers > 0 && serverType === workerType ? own.filter(({ field }) => field === 'serverType') : own
  return [...(known === undefined ? [noImage] : []), ...once, ...judgeMemory(serverType, catalogue)]
}

function judgeSize(
  request: JudgedRequest,
  { sizes, soldOut, regions }: CloudCatalogue,
  field: 'serverType' | 'workerType',
  imageMb: number,
): readonly Obstacle[] {
  const id = request[field]
  const size = sizes.find((one) => one.id === id)
  const blocker = (sentence: string): Obstacle => ({ level: 'blocker', sentence, wayOut: ANOTHER_SIZE, field })
  if (size === undefined) return [blocker(`Linode has no size ${id}, or not any more.`)]
  const place = regions.find((one) => one.id === request.region)?.label ?? request.region
  const gone = soldOut.some((one) => one.region === request.region && one.size === id)
  return [
    ...(gone ? [blocker(`${place} has no ${size.label} left at the moment.`)] : []),
    ...(size.diskMb < imageMb ? [blocker(`The disk of ${size.label} is too small for the image.`)] : []),
  ]
}

/** What k3s asks for is not what it cannot do without. */
function judgeMemory(serverType: string, { sizes }: CloudCatalogue): readonly Obstacle[] {
  const server: CloudSize | undefined = sizes.find(({ id }) => id === serverType)
  if (server === undefined || server.memoryMb >= K3S_SERVER_MB) return []
  const sentence = `${server.label} is tight for the server: k3s asks for ${K3S_SERVER_MB / 1024} GB of memory there.`
  return [
    {
      level: 'advice',
      sentence,
      wayOut: 'It works for trying things out; the next size is calmer.',
      field: 'serverType',
    },
  ]
}

const judgeNetworks = ({ allowedFrom }: JudgedRequest): readonly Obstacle[] =>
  allowedFrom.some((network) => network.endsWith('/0'))
    ? [
        {
          level: 'advice',
          sentence: 'The whole internet may knock at SSH and the Kubernetes API of this cluster.',
          wayOut: 'Name your own network in place of 0.0.0.0/0.',
          field: 'allowedFrom',
        },
      ]
    : []
