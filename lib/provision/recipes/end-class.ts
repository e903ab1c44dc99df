import { type Plan, PlanBuilder, type Ref } from '@/lib/engine/plan'
import { clearClassCluster } from '../steps/class/clear-cluster'
import { writeClassReceipt } from '../steps/class/write-receipt'
import { endClassRecipe } from './end-class-recipe'

/** So many clusters of a class are deleted at the same time. */
export const CLEAR_AT_ONCE = 10
const CLASS_LANE = 'class'
const DELETE = 'Delete'
const RECEIPT = 'Receipt'

export interface ClusterOfClass {
  readonly clusterId: string
  readonly cluster: string
  readonly student: string
}

/** Deletes all clusters of a class, some at a time, and then writes its one receipt. */
export function endClassPlan(
  { classId, className }: { readonly classId: string; readonly className: string },
  clusters: readonly ClusterOfClass[],
): Plan {
  const builder = new PlanBuilder(endClassRecipe.id, {
    lanes: [
      { id: CLASS_LANE, title: className, subtitle: 'class' },
      ...clusters.map(({ clusterId, cluster, student }) => ({ id: clusterId, title: cluster, subtitle: student })),
    ],
    stages: [DELETE, RECEIPT],
  })
  const cleared: { readonly of: ClusterOfClass; readonly ref: Ref<{ machines: number; left: readonly string[] }> }[] =
    []
  for (const of of clusters) {
    const { clusterId } = of
    const before = cleared[cleared.length - CLEAR_AT_ONCE]?.ref
    const placement = { lane: clusterId, stage: DELETE, ...(before === undefined ? {} : { after: [before] }) }
    const ref = builder.add(`${clusterId}/class.clear-cluster`, clearClassCluster, { classId, clusterId }, placement)
    cleared.push({ of, ref })
  }
  const lines = cleared.map(({ of, ref }) => ({ ...of, cleared: ref }))
  builder.add(
    'class/class.write-receipt',
    writeClassReceipt,
    { classId, clusters: lines },
    { lane: CLASS_LANE, stage: RECEIPT },
  )
  return builder.build()
}
