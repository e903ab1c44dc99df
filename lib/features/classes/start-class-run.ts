import { isDeepStrictEqual } from 'node:util'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Class } from '@/lib/db/generated/client'
import type { Plan } from '@/lib/engine/plan'
import { paths } from '@/lib/shared/paths'
import { startRun } from '../runs/start-run'
import type { Transaction } from '../runs/subject-kind'
import { lockTaughtClass } from './visible-classes'

export interface ClassRunStarted {
  readonly runId: string
  readonly href: string
}

export interface ClassRun<Seen> {
  readonly title: string
  /** What the plan is made of. Read before, and again with the class locked: then it must be the same. */
  readonly read: (reader: Transaction) => Promise<Seen>
  readonly plan: (seen: Seen) => Plan
  /** What happens with the start, in its transaction, with the class locked. */
  readonly write: (transaction: Transaction, row: Class, seen: Seen) => Promise<void>
}

const MOST_TRIES = 10
const MOVED = 'class-moved-on'

/**
 * Starts a run of a class. Its plan names students and clusters, of which others are made and deleted all the time: when one
 * comes or goes between the plan and the start, it is planned anew.
 * @throws AppError `not-found`, `class-moved-on` when it never stood still, and what `startRun` and `write` throw
 */
export async function startClassRun<Seen>(
  actor: Actor,
  classId: string,
  { title, read, plan, write }: ClassRun<Seen>,
): Promise<ClassRunStarted> {
  for (let tries = 1; ; tries += 1) {
    const seen = await read(db())
    const run = { subject: { type: 'class', id: classId }, title, plan: plan(seen) }
    try {
      const { runId } = await startRun(actor, run, async (transaction) => {
        const row = await lockTaughtClass(transaction, actor, classId)
        if (!isDeepStrictEqual(await read(transaction), seen)) throw movedOn()
        await write(transaction, row, seen)
      })
      return { runId, href: paths.runAlone({ runId }) }
    } catch (error) {
      if (!(error instanceof AppError && error.code === MOVED) || tries >= MOST_TRIES) throw error
    }
  }
}

const movedOn = () =>
  new AppError(MOVED, {
    userMessage: 'Too much happened in the class at this moment. Nothing was begun: try again.',
    retryable: true,
  })
