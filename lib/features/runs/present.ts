import type { RunSummary } from '@/lib/contracts/runs'
import type { Prisma } from '@/lib/db/generated/client'
import type { RunStatus } from '@/lib/engine/decide'
import type { Plan } from '@/lib/engine/plan'
import type { RunEvent } from '@/lib/engine/state'
import { isPractice } from '@/lib/providers/find-definition'

/** The columns of a run that lists show: never the plan, which can be large. */
export const SUMMARY_COLUMNS = {
  id: true,
  number: true,
  clusterId: true,
  cluster: { select: { name: true, provider: true } },
  recipe: true,
  title: true,
  status: true,
  createdAt: true,
  startedAt: true,
  endedAt: true,
} as const satisfies Prisma.RunSelect

type SummaryRow = Prisma.RunGetPayload<{ select: typeof SUMMARY_COLUMNS }>

export function presentRun(row: SummaryRow): RunSummary {
  return {
    id: row.id,
    number: row.number,
    clusterId: row.clusterId,
    clusterName: row.cluster.name,
    practice: isPractice(row.cluster.provider),
    recipe: row.recipe,
    title: row.title,
    // Written by this program only, from the engine's runStatus.
    status: row.status as RunStatus,
    createdAt: row.createdAt.getTime(),
    startedAt: row.startedAt?.getTime() ?? null,
    endedAt: row.endedAt?.getTime() ?? null,
  }
}

/**
 * The plan as a browser gets it: what steps are given is nothing for a screen.
 * @param addresses of machines now, by their id
 */
export const presentPlan = (plan: Plan, addresses: ReadonlyMap<string, string>): Plan => ({
  ...plan,
  lanes: plan.lanes.map((lane) => {
    const address = lane.machineId && addresses.get(lane.machineId)
    return address ? { ...lane, subtitle: `${lane.subtitle} · ${address}` } : lane
  }),
  nodes: plan.nodes.map((node) => ({ ...node, input: null })),
})

/** An event as a browser gets it: folding needs no outputs. */
export const presentEvent = (event: RunEvent): RunEvent => ('output' in event ? { ...event, output: null } : event)
