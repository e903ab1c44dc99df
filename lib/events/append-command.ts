import { AppError } from '@/lib/core/errors'
import { pool } from '@/lib/db/pool'
import { commandBlocked, type RunCommand, type RunStatus, runStatus } from '@/lib/engine/decide'
import type { Plan } from '@/lib/engine/plan'
import { IllegalTransition, initial, type RunEventBody, type RunState, reduce } from '@/lib/engine/state'
import { busTopics } from './bus-topics'
import { isNumberTaken, loadEvents, storable } from './run-journal'

/** What a person may append to a run. */
export type CommandBody =
  | Extract<RunEventBody, { type: 'retry_requested' | 'cancel_requested' | 'cleanup_requested' | 'undo_given_up' }>
  | { readonly type: 'skipped'; readonly node: string; readonly output: unknown }

/** The event and the run's status that follows from it, together: nobody sees the one without the other. */
const APPEND = `
  with appended as (
    insert into run_event ("runId", seq, event) values ($1, $2, $3) returning seq
  ), copied as (
    update run set status = $4, "statusSeq" = $2, "endedAt" = null where id = $1 and "statusSeq" <= $2
  )
  select pg_notify($5, seq::text) from appended`

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
  readonly state: RunState
}

/**
 * Appends a person's command behind whatever the worker appends at the same time, and wakes the worker.
 * Throws `not-found`, or `run-refuses` with the reason in plain words where the run's state does not allow it.
 */
export async function appendCommand(runId: string, body: CommandBody): Promise<Commanded> {
  const { rows } = await pool().query<{ plan: Plan }>('select plan from run where id = $1', [runId])
  const [row] = rows
  if (row === undefined) throw new AppError('not-found', { userMessage: 'There is no such run, or it is not yours.' })
  let state = initial(row.plan)
  for (;;) {
    state = (await loadEvents(runId, state.eventCount)).reduce(reduce, state)
    const event = { ...body, at: Date.now() }
    const next = follow(state, event)
    const status = runStatus(next)
    const seq = next.eventCount
    const stored = JSON.stringify(storable(event, (text) => text))
    try {
      await pool().query({
        name: 'run-command-append',
        text: APPEND,
        values: [runId, seq, stored, status, busTopics.runEvents(runId)],
      })
      return { seq, status, state: next }
    } catch (error) {
      if (!isNumberTaken(error)) throw error
    }
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
