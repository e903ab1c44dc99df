import type { ClusterView } from '@/lib/contracts/live-clusters'
import type { Connection } from '@/lib/contracts/live-rows'
import { type RowKind, type RowsByKind, rowKinds } from './rows'

export type ViewRows = ClusterView['rows']

/** What changed from `seq - 1` to `seq`. */
export interface ClusterDelta {
  readonly seq: number
  readonly connection?: Connection
  readonly upserts: { readonly [Kind in RowKind]?: readonly RowsByKind[Kind][] }
  /** Keys. */
  readonly removes: { readonly [Kind in RowKind]?: readonly string[] }
}

export function emptyView(now: number): ClusterView {
  return {
    seq: 0,
    connection: {
      state: 'connecting',
      since: now,
      lastSeenAt: null,
      words: 'Connecting to the cluster for the first time.',
    },
    rows: { nodes: {}, pods: {}, deployments: {}, services: {}, events: {} },
  }
}

/**
 * The view after a delta. A delta that the view already has changes nothing; one that skips a number gives `undefined`:
 * ask for a snapshot. Kinds without change keep their identity, so a browser redraws only what changed.
 */
export function applyDelta(view: ClusterView, delta: ClusterDelta): ClusterView | undefined {
  if (delta.seq <= view.seq) return view
  if (delta.seq !== view.seq + 1) return undefined
  return {
    seq: delta.seq,
    connection: delta.connection ?? view.connection,
    rows: {
      nodes: applied(view.rows.nodes, delta.upserts.nodes, delta.removes.nodes),
      pods: applied(view.rows.pods, delta.upserts.pods, delta.removes.pods),
      deployments: applied(view.rows.deployments, delta.upserts.deployments, delta.removes.deployments),
      services: applied(view.rows.services, delta.upserts.services, delta.removes.services),
      events: applied(view.rows.events, delta.upserts.events, delta.removes.events),
    },
  }
}

function applied<Row extends { readonly key: string }>(
  rows: Readonly<Record<string, Row>>,
  upserts: readonly Row[] = [],
  removes: readonly string[] = [],
): Readonly<Record<string, Row>> {
  if (upserts.length === 0 && removes.length === 0) return rows
  const next: Record<string, Row> = { ...rows }
  for (const key of removes) delete next[key]
  for (const row of upserts) next[row.key] = row
  return next
}

/** The delta that leads from one view to another; undefined when nothing differs but the number. */
export function differenceOf(from: ClusterView, to: Omit<ClusterView, 'seq'>): ClusterDelta | undefined {
  const [a, b] = [from.rows, to.rows]
  const upserts = {
    nodes: changedRows(a.nodes, b.nodes),
    pods: changedRows(a.pods, b.pods),
    deployments: changedRows(a.deployments, b.deployments),
    services: changedRows(a.services, b.services),
    events: changedRows(a.events, b.events),
  }
  const removes = Object.fromEntries(
    rowKinds.map((kind) => [kind, Object.keys(a[kind]).filter((key) => !(key in b[kind]))]),
  )
  const sameConnection = JSON.stringify(from.connection) === JSON.stringify(to.connection)
  const changes = { upserts: withoutEmpty(upserts), removes: withoutEmpty(removes) }
  if (sameConnection && Object.keys(changes.upserts).length + Object.keys(changes.removes).length === 0)
    return undefined
  return { seq: from.seq + 1, ...(sameConnection ? {} : { connection: to.connection }), ...changes }
}

function changedRows<Row>(from: Readonly<Record<string, Row>>, to: Readonly<Record<string, Row>>): readonly Row[] {
  return Object.entries(to).flatMap(([key, row]) =>
    from[key] !== row && JSON.stringify(from[key]) !== JSON.stringify(row) ? [row] : [],
  )
}

function withoutEmpty<Lists extends Readonly<Record<string, readonly unknown[]>>>(lists: Lists): Partial<Lists> {
  // What is left of an object's entries is a part of the object.
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Partial<Lists>
}
