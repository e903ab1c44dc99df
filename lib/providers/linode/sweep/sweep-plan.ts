import { type Plan, PlanBuilder, type Ref } from '@/lib/engine/plan'
import { sweepAccountRecipe } from '@/lib/provision/recipes/sweep-account-recipe'
import type { CloudThingKind } from '@/lib/shared/cloud/cloud-data'
import { type Orphan, orphanKey } from '@/lib/shared/cloud/orphan'
import { deleteOrphan } from './delete-orphan'
import { lookAgain } from './look-again'

const ACCOUNT_LANE = 'account'
const DELETE = 'Delete'
const LAST = 'Look again'

const IN_WORDS = {
  balancer: 'NodeBalancer',
  volume: 'Volume',
  machine: 'Machine',
  firewall: 'Firewall',
  vpc: 'VPC',
} as const satisfies Readonly<Record<CloudThingKind, string>>

/** What has to be gone before, since Linode refuses to delete a thing that is in use. */
const AFTER = {
  balancer: [],
  machine: [],
  volume: [],
  firewall: ['balancer', 'machine'],
  vpc: ['balancer', 'machine', 'firewall'],
} as const satisfies Readonly<Record<CloudThingKind, readonly CloudThingKind[]>>

type Deleted = Ref<{ outcome: string }>

/**
 * Deletes things that belong to no cluster. NodeBalancers, machines and volumes go side by side, but a volume after the
 * machine that it is attached to; then firewalls, then VPCs; then a look that must find none of them.
 * @param orphans at most MOST_SWEPT
 */
export function sweepAccountPlan(accountName: string, orphans: readonly Orphan[]): Plan {
  const builder = new PlanBuilder(sweepAccountRecipe.id, {
    lanes: [
      { id: ACCOUNT_LANE, title: accountName, subtitle: 'Linode account' },
      ...orphans.map((orphan) => ({
        id: orphanKey(orphan),
        title: orphan.label,
        subtitle: [IN_WORDS[orphan.kind], ...(orphan.region === null ? [] : [orphan.region])].join(' · '),
      })),
    ],
    stages: [DELETE, LAST],
  })
  const deleted: { readonly orphan: Orphan; readonly ref: Deleted }[] = []
  const things = orphans.map(({ kind, remoteId, label, tag }) => ({ kind, remoteId, label, tag }))
  for (const kind of ['balancer', 'machine', 'volume', 'firewall', 'vpc'] as const) {
    const before: readonly CloudThingKind[] = AFTER[kind]
    for (const orphan of orphans) {
      if (orphan.kind !== kind) continue
      const { remoteId, label, tag, attachedTo } = orphan
      const after = deleted.flatMap(({ orphan: other, ref }) =>
        before.includes(other.kind) || (other.kind === 'machine' && other.remoteId === attachedTo) ? [ref] : [],
      )
      const lane = orphanKey(orphan)
      const input = { kind, remoteId, label, tag }
      const ref = builder.add(`${kind}-${remoteId}/cloud.delete-orphan`, deleteOrphan, input, {
        lane,
        stage: DELETE,
        after,
      })
      deleted.push({ orphan, ref })
    }
  }
  const after = deleted.map(({ ref }) => ref)
  builder.add('account/cloud.look-again', lookAgain, { things }, { lane: ACCOUNT_LANE, stage: LAST, after })
  return builder.build()
}
