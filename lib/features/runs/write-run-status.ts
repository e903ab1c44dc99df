import { db } from '@/lib/db/client'
import type { RunStatus } from '@/lib/engine/decide'
import { busTopics } from '@/lib/events/bus-topics'
import { recipeOf, subjectKind } from './run-kinds'
import type { Transaction } from './subject-kind'

/** Whether a run with this status is over: then another run may have its lock. Held and stuck runs keep it. */
const OVER = {
  running: false,
  unwinding: false,
  held: false,
  stuck: false,
  succeeded: true,
  undone: true,
} as const satisfies Record<RunStatus, boolean>

interface ChangedRun {
  readonly recipe: string
  readonly subjectType: string
  readonly subjectId: string
}

/**
 * The one writer of a run's status. Copies what the events of a run say to where lists and locks look: the run's status,
 * its subject's phase, and its lock, which a run that is over gives back; and announces it. All of it within one
 * transaction, so nobody sees the one without the other, and repeatable.
 * @param seq number of the last event that the status takes into account: what is known as of a later one stays
 */
export async function writeRunStatus(
  transaction: Transaction,
  runId: string,
  status: RunStatus,
  seq: number,
): Promise<void> {
  const over = OVER[status]
  const [run] = await transaction.$queryRaw<ChangedRun[]>`
    with changed as (
      update run set status = ${status}, "statusSeq" = ${seq},
        "endedAt" = case when ${over} then coalesce("endedAt", now() at time zone 'utc') end
      where id = ${runId} and "statusSeq" <= ${seq}
      returning recipe, "subjectType", "subjectId", "ownerId"
    ), unlocked as (
      delete from run_lock using changed where ${over} and "runId" = ${runId}
    )
    select recipe, "subjectType", "subjectId", pg_notify(${busTopics.home}, "ownerId")::text from changed`
  if (run === undefined) return
  const kind = subjectKind(run.subjectType)
  await kind.savePhase(transaction, run.subjectId, recipeOf(run.recipe, kind).phases[status])
}

/** As `writeRunStatus`, for what a worker has learned. */
export function saveRunStatus(runId: string, status: RunStatus, seq: number): Promise<void> {
  return db().$transaction((transaction) => writeRunStatus(transaction, runId, status, seq))
}
