import type { CloudThingKind } from './cloud-data'

/** Something in an account that has our tags and belongs to no cluster that lives. */
export interface Orphan {
  readonly kind: CloudThingKind
  /** Its id in the cloud. */
  readonly remoteId: number
  readonly label: string
  /** Null for what is everywhere. */
  readonly region: string | null
  /** When it was made, milliseconds since the epoch. */
  readonly since: number
  /** Of its cluster; null where it has only the tag that is on everything. */
  readonly tag: string | null
  /**
   * `deleted`: its cluster was deleted here. `unknown`: this panel knows no such cluster, so it may be of another
   * BuzzCrate, or of one whose data are gone.
   */
  readonly belongs: 'deleted' | 'unknown'
  /** As its cluster was called here. */
  readonly clusterName: string | null
  /** US dollars a day before tax, by prices of now; null where Linode names none. */
  readonly daily: number | null
  /** Of a volume, GB: its data are deleted with it. */
  readonly sizeGb: number | null
  /** Of a volume: the machine that it is attached to. */
  readonly attachedTo: number | null
}

/** What names an orphan in an account. */
export type OrphanRef = Pick<Orphan, 'kind' | 'remoteId'>

export const orphanKey = ({ kind, remoteId }: OrphanRef): string => `${kind} ${remoteId}`

/** US dollars a day of all of them. */
export const dailyCost = (orphans: readonly Pick<Orphan, 'daily'>[]): number =>
  orphans.reduce((sum, { daily }) => sum + (daily ?? 0), 0)

/** One sweep deletes so many things at most: the next one takes the rest. */
export const MOST_SWEPT = 100
