import type { DeploymentRow, EventRow, NodeRow, PodRow, ServiceRow } from '@/lib/contracts/live-rows'

export interface RowsByKind {
  readonly nodes: NodeRow
  readonly pods: PodRow
  readonly deployments: DeploymentRow
  readonly services: ServiceRow
  readonly events: EventRow
}
export type RowKind = keyof RowsByKind
export const rowKinds = ['nodes', 'pods', 'deployments', 'services', 'events'] as const satisfies readonly RowKind[]
