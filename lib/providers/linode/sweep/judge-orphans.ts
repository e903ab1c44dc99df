import { isOurs, type TaggedThing } from '@/lib/linode/tagged-things'
import { CLOUD_THINGS, clusterIdOf } from '@/lib/shared/cloud/cloud-data'
import type { Orphan } from '@/lib/shared/cloud/orphan'
import type { DailyPrice } from './daily-prices'

/** What this panel knows of the cluster of a tag. */
export interface TaggedCluster {
  readonly name: string
  /** It was not deleted, whatever else is the matter with it. */
  readonly isAlive: boolean
}

/** By tag; of a tag that is missing, this panel knows no cluster. */
export type TaggedClusters = ReadonlyMap<string, TaggedCluster>

/** The tags of clusters among a thing's tags. */
export const clusterTags = ({ tags }: Pick<TaggedThing, 'tags'>): readonly string[] =>
  tags.filter((tag) => clusterIdOf(tag) !== undefined)

/** Whether nothing may be done to it: it is none of ours, or some cluster that lives has it. */
export const isKept = (thing: Pick<TaggedThing, 'tags'>, clusters: TaggedClusters): boolean =>
  !isOurs(thing) || clusterTags(thing).some((tag) => clusters.get(tag)?.isAlive === true)

/**
 * Which of the things of an account belong to no cluster that lives, in the order of a tear-down. Pure. What lacks our tags
 * is never among them. A thing with tags of several clusters is kept while one of them lives, and is of an unknown
 * cluster as soon as one of them is.
 * @param clusters looked up after the things: what was made meanwhile is known then
 */
export function judgeOrphans(
  things: readonly TaggedThing[],
  clusters: TaggedClusters,
  dailyPrice: DailyPrice,
): readonly Orphan[] {
  const orphans = things.filter((thing) => !isKept(thing, clusters))
  return orphans
    .map((thing) => orphanOf(thing, clusters, dailyPrice))
    .toSorted(
      (one, other) =>
        CLOUD_THINGS.indexOf(one.kind) - CLOUD_THINGS.indexOf(other.kind) || one.label.localeCompare(other.label),
    )
}

function orphanOf(thing: TaggedThing, clusters: TaggedClusters, dailyPrice: DailyPrice): Orphan {
  const tags = clusterTags(thing)
  const [tag = null] = tags
  const isKnown = tag !== null && tags.every((one) => clusters.has(one))
  const { kind, id, label, region, createdAt, sizeGb, attachedTo } = thing
  return {
    kind,
    remoteId: id,
    label,
    region: region ?? null,
    since: createdAt,
    tag,
    belongs: isKnown ? 'deleted' : 'unknown',
    clusterName: tag === null ? null : (clusters.get(tag)?.name ?? null),
    daily: dailyPrice(thing) ?? null,
    sizeGb: sizeGb ?? null,
    attachedTo: attachedTo ?? null,
  }
}
