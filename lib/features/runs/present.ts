import type { RunSummary } from '@/lib/contracts/runs'
import type { Prisma } from '@/lib/db/generated/client'
import type { RunStatus } from '@/lib/engine/decide'
import type { Plan } from '@/lib/engine/plan'
import type { RunEvent } from '@/lib/engine/state'
import { isPractice } from '@/lib/providers/find-definition'
import { subjectKind } from './run-kinds'
import type { PresentedSubject } from './subject-kind'

/** The columns of a run that lists show: never the plan, which can be large. */
export const SUMMARY_COLUMNS = {
  id: true,
  number: true,
  subjectType: true,
  subjectId: true,
  provider: true,
  recipe: true,
  title: true,
  status: true,
  createdAt: true,
  startedAt: true,
  endedAt: true,
} as const satisfies Prisma.RunSelect

type SummaryRow = Prisma.RunGetPayload<{ select: typeof SUMMARY_COLUMNS }>

/** Runs as lists show them: one look for all subjects of a kind. */
export async function presentRuns(rows: readonly SummaryRow[]): Promise<readonly RunSummary[]> {
  const types = [...new Set(rows.map(({ subjectType }) => subjectType))]
  const looks = types.map(async (type) => {
    const ids = rows.flatMap((row) => (row.subjectType === type ? [row.subjectId] : []))
    return [type, await subjectKind(type).present([...new Set(ids)])] as const
  })
  const subjects = new Map(await Promise.all(looks))
  return rows.map((row) => presentRun(row, subjects.get(row.subjectType)?.get(row.subjectId)))
}

/** What is known of a subject that is gone. */
const GONE: PresentedSubject = { name: 'something that is gone', href: null }

function presentRun(row: SummaryRow, subject = GONE): RunSummary {
  return {
    id: row.id,
    number: row.number,
    href: subjectKind(row.subjectType).runHref(row),
    subject: { type: row.subjectType, id: row.subjectId, ...subject },
    practice: isPractice(row.provider),
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
export const presentPlan = ({ shared: _, ...plan }: Plan, addresses: ReadonlyMap<string, string>): Plan => ({
  ...plan,
  lanes: plan.lanes.map((lane) => {
    const address = lane.machineId && addresses.get(lane.machineId)
    return address ? { ...lane, subtitle: `${lane.subtitle} · ${address}` } : lane
  }),
  nodes: plan.nodes.map((node) => ({ ...node, input: null })),
})

/** An event as a browser gets it: folding needs no outputs. */
export const presentEvent = (event: RunEvent): RunEvent => ('output' in event ? { ...event, output: null } : event)
