import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { newId, type RunId } from '@/lib/core/ids'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import type { Plan } from '@/lib/engine/plan'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { assertDiskRoom } from '@/lib/features/storage/disk-state'
import type { SubjectRef } from '@/lib/ports/recipe'
import { runQueue } from '@/lib/queue/run-queue'
import { recipeOf, roleOf, subjectKind } from './run-kinds'
import { takeRunLock } from './run-lock'
import type { FoundSubject, Transaction } from './subject-kind'
import { writeRunStatus } from './write-run-status'

export interface NewRun {
  readonly subject: SubjectRef
  /** What the person reads, e.g. `Creating hard-crate`. */
  readonly title: string
  /** Its recipe says which lock the run needs and who may start it. */
  readonly plan: Plan
}

export interface StartedRun {
  readonly runId: RunId
  readonly number: number
}

/** A run to be started, and what must happen before it in the same transaction: e.g. makes the cluster. */
export interface RunStart {
  readonly run: NewRun
  readonly prepare?: (transaction: Transaction) => Promise<void>
}

/**
 * Starts a run: writes it down with its lock, and asks a worker to take it up. It does not wait for the queue; a request
 * that gets lost there is made again by the sweep.
 * @param prepare what must happen together with it, before it, in the same transaction: e.g. makes the cluster
 * @throws AppError `forbidden`, `not-found`, `disk-full`, or `subject-busy` which names the run in the way
 */
export async function startRun(actor: Actor, run: NewRun, prepare?: RunStart['prepare']): Promise<StartedRun> {
  const [started] = await startRuns(actor, [prepare === undefined ? { run } : { run, prepare }])
  if (started === undefined) throw new Error('one run was asked for')
  return started
}

/**
 * Starts several runs in one transaction: all of them, or none. Otherwise as `startRun`.
 * @param also what is written with them, after them
 */
export async function startRuns(
  actor: Actor,
  starts: readonly RunStart[],
  also: (transaction: Transaction) => Promise<void> = async () => undefined,
): Promise<readonly StartedRun[]> {
  const recipes = starts.map(({ run: { subject, plan } }) => recipeOf(plan.recipe, subjectKind(subject.type)))
  for (const { actions } of recipes) assertMay(actor, actions.command)
  // What removes something makes room.
  if (recipes.some(({ effect }) => effect !== 'removes')) await assertDiskRoom('Nothing new is started')
  const started = await db().$transaction(async (transaction) => {
    const all: StartedRun[] = []
    // One after another: a transaction has one connection.
    for (const start of starts) all.push(await begin(transaction, actor, start))
    await also(transaction)
    return all
  })
  for (const [index, { runId }] of started.entries()) {
    const role = roleOf(starts[index]?.run.plan.recipe ?? '')
    inBackground('queue the run', runQueue(role).add(runId, 0))
  }
  return started
}

async function begin(transaction: Transaction, actor: Actor, { run, prepare }: RunStart): Promise<StartedRun> {
  const { subject, plan } = run
  const kind = subjectKind(subject.type)
  const runId = newId<RunId>()
  await prepare?.(transaction)
  const found = await kind.find(transaction, actor, subject.id)
  if (found === undefined) throw notFound(subject.type.replaceAll('-', ' '))
  const number = await write(transaction, actor, runId, run, found)
  const key = recipeOf(plan.recipe, kind).lock(subject)
  if (key !== undefined) await takeRunLock(transaction, key, runId, found.name)
  await writeRunStatus(transaction, runId, 'running', 0)
  const details = { [subject.type]: subject.id, recipe: plan.recipe }
  await recordAudit({ actor, action: 'run.start', subject: { type: 'run', id: runId }, details }, transaction)
  return { runId, number }
}

async function write(
  transaction: Transaction,
  actor: Actor,
  runId: RunId,
  { subject: { type: subjectType, id: subjectId }, title, plan }: NewRun,
  { ownerId, provider }: FoundSubject,
): Promise<number> {
  // Two that start at once get two numbers.
  await transaction.$executeRaw`
    select pg_advisory_xact_lock(hashtextextended(${`run-number:${subjectType}:${subjectId}`}, 0))`
  const latest = await transaction.run.aggregate({ where: { subjectType, subjectId }, _max: { number: true } })
  const number = (latest._max.number ?? 0) + 1
  const data = {
    id: runId,
    ...{ subjectType, subjectId, ownerId, provider, number, title },
    recipe: plan.recipe,
    // A plan is JSON by construction; Prisma's type for JSON to write is mutable.
    plan: plan as unknown as Prisma.InputJsonObject,
    actorId: actor.userId,
  }
  await transaction.run.create({ data, select: { id: true } })
  return number
}

/** For what is only a hint to others: the answer to a click does not wait for it, and a loss is made good elsewhere. */
export function inBackground(what: string, work: Promise<void>): void {
  work.catch((error: unknown) =>
    log.warn(`could not ${what}; the next sweep or look makes up for it`, { reason: String(error) }),
  )
}
