import { z } from 'zod'
import { CLOUD_THINGS, type CloudThingKind, clusterIdOf, OUR_TAG } from '@/lib/shared/cloud/cloud-data'
import type { LinodeConnection } from './connection'
import type { LinodeLibrary } from './library'
import { listAll, type PageParams } from './list-all'
import { deleteGone, getOne, tagFilter } from './owned'

/** Something in an account, of whatever kind, as far as a sweep looks at it. */
export interface TaggedThing {
  readonly kind: CloudThingKind
  readonly id: number
  readonly label: string
  /** Undefined for what is everywhere. */
  readonly region: string | undefined
  readonly tags: readonly string[]
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** What its price goes by: the size of a machine, the kind of a NodeBalancer. */
  readonly type: string | undefined
  /** Of a volume. */
  readonly sizeGb: number | undefined
  /** Of a volume: the machine that it is attached to. */
  readonly attachedTo: number | undefined
}

/** One of our tags: the one that is on everything, or one of a cluster. What has neither is nothing of ours. */
export const isOurs = ({ tags }: Pick<TaggedThing, 'tags'>): boolean =>
  tags.some((tag) => tag === OUR_TAG || clusterIdOf(tag) !== undefined)

const Thing = z
  .object({
    id: z.int(),
    label: z.string(),
    region: z.string().optional(),
    tags: z.array(z.string()).optional(),
    /** VPCs have no tags: ours have theirs here. */
    description: z.string().nullish(),
    /** UTC without a zone. */
    created: z.string(),
    type: z.string().nullish(),
    size: z.number().optional(),
    linode_id: z.int().nullish(),
  })
  .transform(({ id, label, region, tags, description, created, type, size, linode_id }) => ({
    id,
    label,
    region,
    tags: tags ?? (description ?? '').split(' '),
    createdAt: Date.parse(`${created}Z`),
    type: type ?? undefined,
    sizeGb: size,
    attachedTo: linode_id ?? undefined,
  }))

interface ThingCalls {
  readonly name: string
  readonly list: (library: LinodeLibrary, page: PageParams) => Promise<unknown>
  readonly get: (library: LinodeLibrary, id: number) => Promise<unknown>
  readonly remove: (library: LinodeLibrary, id: number) => Promise<unknown>
}

const CALLS = {
  balancer: {
    name: 'NodeBalancer',
    list: (library, page) => library.getNodeBalancers({ ...page }),
    get: (library, id) => library.getNodeBalancer(id),
    remove: (library, id) => library.deleteNodeBalancer(id),
  },
  volume: {
    name: 'volume',
    list: (library, page) => library.getVolumes({ ...page }),
    get: (library, id) => library.getVolume(id),
    remove: (library, id) => library.deleteVolume(id),
  },
  machine: {
    name: 'machine',
    // The filter matches parts of tags, so it finds the tags of clusters too.
    list: (library, page) => library.getLinodes({ ...page }, tagFilter(OUR_TAG)),
    get: (library, id) => library.getLinode(id),
    remove: (library, id) => library.deleteLinode(id),
  },
  firewall: {
    name: 'firewall',
    list: (library, page) => library.getFirewalls({ ...page }),
    get: (library, id) => library.getFirewall(id),
    remove: (library, id) => library.deleteFirewall(id),
  },
  vpc: {
    name: 'VPC',
    list: (library, page) => library.getVPCs({ ...page }),
    get: (library, id) => library.getVPC(id),
    remove: (library, id) => library.deleteVPC(id),
  },
} as const satisfies Readonly<Record<CloudThingKind, ThingCalls>>

/**
 * All things of an account that have one of our tags, whichever cluster they are of: five lists.
 * @throws AppError of `faults.ts`; `linode-list-too-long` for an account with more than 10,000 of a kind
 */
export async function listTaggedThings(linode: LinodeConnection, signal: AbortSignal): Promise<readonly TaggedThing[]> {
  const lists = await Promise.all(
    CLOUD_THINGS.map(async (kind) => {
      const { name, list } = CALLS[kind]
      const what = `list every ${name} of ours`
      const found = await listAll(linode, { what, send: list, thing: Thing, key: ({ id }) => id, signal })
      return found.map((thing) => ({ kind, ...thing }))
    }),
  )
  return lists.flat().filter(isOurs)
}

/** As it is now; undefined once it is deleted. @throws AppError of `faults.ts` */
export async function getThing(
  linode: LinodeConnection,
  { kind, id }: Pick<TaggedThing, 'kind' | 'id'>,
  signal: AbortSignal,
): Promise<TaggedThing | undefined> {
  const { name, get } = CALLS[kind]
  const found = await getOne(linode, `get a ${name}`, (library) => get(library, id), Thing, signal)
  return found && { kind, ...found }
}

/** What is gone already is deleted. Whether it is ours the caller has seen. @throws AppError of `faults.ts` */
export function deleteThing(
  linode: LinodeConnection,
  { kind, id }: Pick<TaggedThing, 'kind' | 'id'>,
  signal: AbortSignal,
): Promise<void> {
  const { name, remove } = CALLS[kind]
  return deleteGone(linode, `delete a ${name}`, (library) => remove(library, id), signal)
}
