import type { CatalogueApp } from '@/lib/contracts/apps'
import type { CloudCatalogue } from '@/lib/contracts/cloud-catalogue'
import type { LinodePracticeRequestInput } from '@/lib/providers/linode-practice/definition'
import {
  MOST_PRACTICE_MACHINES,
  PRACTICE_SPEEDS,
  type PracticeSpeed,
  USUAL_SPEED,
} from '@/lib/shared/practice/practice-data'
import {
  type Chosen,
  type LinodeChoices,
  type LinodeDraft,
  readLinodeDraft,
  USUAL_LINODE,
} from '../linode/linode-draft'

/** What a cluster in the simulated Linode asks for, as chosen so far: the same, but for who pays. */
export interface LinodePracticeDraft {
  readonly linode: LinodeDraft
  readonly speed: PracticeSpeed
}

export type ChangeLinodePractice = (by: (now: LinodePracticeDraft) => LinodePracticeDraft) => void

export const USUAL_LINODE_PRACTICE: LinodePracticeDraft = { linode: USUAL_LINODE, speed: USUAL_SPEED }

export const MOST_SIMULATED_WORKERS = MOST_PRACTICE_MACHINES - 1

/** Nothing is brought to simulated machines, so an app needs no image; some are not to be had there at all. */
export const simulatedApps = (apps: readonly CatalogueApp[]): readonly CatalogueApp[] =>
  apps.map((app) => ({ ...app, images: app.notInPractice === undefined ? ['amd64'] : [] }))

/** Neither account nor release is to be chosen. */
export const simulatedChoices = (
  catalogue: CloudCatalogue | undefined,
  apps: readonly CatalogueApp[],
): LinodeChoices => ({ accounts: undefined, releases: undefined, catalogue, apps: simulatedApps(apps) })

/** What is asked for; undefined while something is not known yet. */
export function linodePracticeRequest(
  name: string,
  { linode, speed }: LinodePracticeDraft,
  { region, image, server, worker, apps }: Chosen,
): LinodePracticeRequestInput | undefined {
  if (region === undefined || image === undefined || server === undefined || worker === undefined) return undefined
  const { workers, lifetimeHours, traefik, allowedFrom } = linode
  return {
    ...{ provider: 'linode-practice', name, speed, workers, lifetimeHours, traefik },
    region: region.id,
    image: image.id,
    serverType: server.id,
    workerType: worker.id,
    allowedFrom: [...allowedFrom],
    apps: [...apps],
  }
}

/** A draft that was stored as JSON, or undefined when it is none of this version. */
export function readLinodePracticeDraft(kept: unknown): LinodePracticeDraft | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined
  const { linode: part, speed: pace } = kept as Readonly<Record<string, unknown>>
  const linode = readLinodeDraft(part)
  const speed = PRACTICE_SPEEDS.find((one) => one === pace)
  if (linode === undefined || speed === undefined || linode.workers > MOST_SIMULATED_WORKERS) return undefined
  return { linode, speed }
}
