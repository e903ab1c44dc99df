import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { commandBlocked, type RunCommand, type RunStatus, runStatus } from '@/lib/engine/decide'
import { IllegalTransition, initial, type RunEventBody, type RunState, reduce } from '@/lib/engine/state'
import { planOutline } from '@/lib/events/plan-outline'
import { appendWithin, loadEvents } from '@/lib/events/run-journal'
import type { Transaction } from './subject-kind'
import { writeRunStatus } from './write-run-status'

/** What a person may append to a run. */
export type CommandBody =
  | Extract<RunEventBody, { type: 'retry_requested' | 'cancel_requested' | 'cleanup_requested' | 'undo_given_up' }>
  | { readonly type: 'skipped'; readonly node: string; readonly output: unknown }

const COMMANDS = {
  retry_requested: 'retry',
  cancel_requested: 'cancel',
  cleanup_requested: 'clean-up',
  // What these need of their node, `reduce` itself asks for.
  skipped: undefined,
  undo_given_up: undefined,
} as const satisfies Record<CommandBody['type'], RunCommand | undefined>

/** What the run is after a command. `seq` is the command's number. */
export interface Commanded {
  readonly seq: number
  readonly status: RunStatus
}

/**
 * Appends a person's command behind whatever the worker appends at the same time, and wakes the worker. The event, the
 * status that follows from it and what `alongside` does are one transaction. It may be begun more than once.
 * @param alongside what belongs to the command; when it throws, the command was not given
 * @throws AppError `not-found`, or `run-refuses` with the reason in plain words where the run's state does not allow it
 */
export async function appendCommand(
  runId: string,
  body: CommandBody,
  alongside: (transaction: Transaction) => Promise<void> = async () => undefined,
): Promise<Commanded> {
  const plan = await planOutline(runId)
  if (plan === undefined) throw notFound('run')
  let state = initial(plan)
  for (;;) {
    state = (await loadEvents(runId, state.eventCount)).reduce(reduce, state)
    const event = { ...body, at: Date.now() }
    const next = follow(state, event)
    const commanded = { seq: next.eventCount, status: runStatus(next) }
    const isAppended = await db().$transaction(async (transaction) => {
      // Everybody takes rows in this order: event, run, lock, subject. In another, two could wait for each other.
      if (!(await appendWithin(transaction, runId, commanded.seq, event))) return false
      await transaction.$queryRaw`select 1 from run where id = ${runId} for no key update`
      await alongside(transaction)
      await writeRunStatus(transaction, runId, commanded.status, commanded.seq)
      return true
    })
    if (isAppended) return commanded
  }
}

function follow(state: RunState, event: CommandBody & { readonly at: number }): RunState {
  const command = COMMANDS[event.type]
  const reason = command && commandBlocked(state, command)
  if (reason !== undefined) throw refusal(reason)
  if (event.type === 'retry_requested' && event.node !== undefined && state.nodes[event.node]?.status !== 'failed') {
    throw refusal('That step has not failed.')
  }
  if (event.type === 'skipped' && state.direction === 'unwind') throw refusal('The run is being undone.')
  try {
    return reduce(state, event)
  } catch (error) {
    if (!(error instanceof IllegalTransition)) throw error
    throw refusal('The run has moved on since. Look at it again.', error)
  }
}

const refusal = (userMessage: string, cause?: Error) => new AppError('run-refuses', { userMessage, cause })
