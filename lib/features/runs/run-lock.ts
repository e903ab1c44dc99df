import { AppError } from '@/lib/core/errors'
import type { RunStatus } from '@/lib/engine/decide'
import type { SubjectRef } from '@/lib/ports/recipe'
import type { Transaction } from './subject-kind'

/**
 * Takes a run's lock within the transaction that starts it; `writeRunStatus` gives it back when the run is over.
 * @throws AppError `subject-busy`, with the run that has it
 */
export async function takeRunLock(
  transaction: Transaction,
  key: string,
  runId: string,
  subjectName: string,
): Promise<void> {
  const taken = await transaction.runLock.createMany({ data: [{ key, runId }], skipDuplicates: true })
  if (taken.count === 1) return
  const lock = await transaction.runLock.findUnique({ where: { key }, select: { run: { select: IN_THE_WAY } } })
  const run = lock?.run
  const advice = waits(run?.status)
    ? 'It waits for you: retry it or clean it up first.'
    : 'Wait until it is over, or cancel it.'
  throw new AppError('subject-busy', {
    userMessage: `${subjectName} is being changed by run ${run?.number ?? ''} (${run?.title ?? 'unknown'}). ${advice}`,
    details: { runId: run?.id ?? null, number: run?.number ?? null, title: run?.title ?? null },
  })
}

/**
 * Takes the lock of a run about this subject that waits for a person away from it: what the person asks for now is
 * their answer, and does away with what that run would still do, or could not take back.
 */
export async function supersedeRestingRun(
  transaction: Transaction,
  { type: subjectType, id: subjectId }: SubjectRef,
): Promise<void> {
  // A command that is being given to that run is waited for: then the run goes on, and keeps its lock.
  const [lock] = await transaction.$queryRaw<{ runId: string }[]>`
    select run_lock."runId" from run_lock join run on run.id = run_lock."runId"
    where run."subjectType" = ${subjectType} and run."subjectId" = ${subjectId} for update of run_lock`
  if (lock === undefined) return
  const run = await transaction.run.findUnique({ where: { id: lock.runId }, select: { status: true } })
  if (waits(run?.status)) await transaction.runLock.deleteMany({ where: lock })
}

const RESTING: RunStatus[] = ['held', 'stuck']
const waits = (status: string | undefined): boolean => RESTING.some((each) => each === status)
const IN_THE_WAY = { id: true, number: true, title: true, status: true } as const
