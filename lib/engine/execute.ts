import type { Clock } from '@/lib/core/clock'
import { AppError, toFailure } from '@/lib/core/errors'
import { type Decision, decide, type RunOutcome } from './decide'
import { type InputSources, type Plan, type PlanNode, resolveInput } from './plan'
import { initial, nodeState, type RunEvent, type RunEventBody, type RunState, reduce } from './state'
import type { ErasedStep, Stream } from './step'

/** The run's append-only event log, fenced by `unique(run_id, seq)`. */
export interface RunJournal {
  /** All events after `seq`, in order; the first event has seq 1. */
  load(after: number): Promise<readonly RunEvent[]>
  /** Appends events as `firstSeq`, `firstSeq + 1`, …; all or none. `false` when one of these numbers is taken. */
  append(firstSeq: number, events: readonly RunEvent[]): Promise<boolean>
}

export interface ExecuteOptions<P> {
  readonly runId: string
  readonly subjectId: string
  readonly plan: Plan
  readonly steps: ReadonlyMap<string, ErasedStep<P>>
  readonly journal: RunJournal
  readonly ports: P
  readonly clock: Clock
  /** This worker's name for this attempt at the run; unique in all time. */
  readonly owner: string
  /** The worker is stopping: everything is let go as it is, and another worker takes the run up. */
  readonly signal: AbortSignal
  /** Calls back when somebody else may have appended (a command). Returns how to stop listening. */
  readonly onWake: (wake: () => void) => () => void
  readonly writeLine: (node: string, attempt: number, stream: Stream, line: string) => void
  /** After an abort a step gets this long to end before its node counts as failed. Milliseconds. */
  readonly graceMs?: number
}

/** Another worker claimed the run, or this one is stopping. The run is not over. */
export class RunReleased extends Error {
  override readonly name = 'RunReleased'
}

interface InFlight {
  readonly abort: AbortController
  readonly verb: 'run' | 'undo'
}

/** Promise.withResolvers, which Node 20 does not have. */
function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const CANCELLED = () => new AppError('cancelled', { userMessage: 'Stopped because the run was cancelled.' })

/**
 * Drives one run to its next rest: succeeded, held, undone or stuck. Safe to call again at any time, by any worker.
 * Throws RunReleased when the run belongs to someone else now.
 */
export async function executeRun<P>(options: ExecuteOptions<P>): Promise<RunOutcome> {
  return new Execution(options).drive()
}

class Execution<P> {
  private readonly options: ExecuteOptions<P>
  private state: RunState
  private readonly inFlight = new Map<string, InFlight>()
  /** Results of nodes, waiting for their turn to be appended. */
  private readonly results: RunEventBody[] = []
  private changed = deferred()

  constructor(options: ExecuteOptions<P>) {
    this.options = options
    this.state = initial(options.plan)
  }

  async drive(): Promise<RunOutcome> {
    const stopListening = this.options.onWake(() => this.poke())
    const onStop = () => this.poke()
    this.options.signal.addEventListener('abort', onStop)
    try {
      await this.catchUp()
      await this.claim()
      for (;;) {
        if (this.options.signal.aborted) throw new RunReleased('the worker is stopping')
        this.changed = deferred()
        await this.catchUp()
        this.assertOwner()
        const results = this.results.map((body) => this.stamp(body))
        const after = results.reduce(reduce, this.state)
        const decisions = decide(after, new Set(this.inFlight.keys()), this.options.clock.now())
        const outcome = await this.carryOut(results, decisions)
        if (outcome !== undefined) return outcome
      }
    } finally {
      stopListening()
      this.options.signal.removeEventListener('abort', onStop)
      for (const { abort } of this.inFlight.values()) abort.abort(new RunReleased('the run was let go'))
    }
  }

  /**
   * Appends what ended together with what begins because of it: one durable write between a step and the next. When
   * somebody else appended first nothing of it is written, and the next round decides anew.
   */
  private async carryOut(
    results: readonly RunEvent[],
    decisions: readonly Decision[],
  ): Promise<RunOutcome | undefined> {
    const starts = decisions.flatMap((decision) =>
      decision.do === 'run' || decision.do === 'undo' ? [{ verb: decision.do, node: decision.node }] : [],
    )
    if (results.length > 0 || starts.length > 0) {
      const begun = starts.map(({ verb, node }) =>
        this.stamp({ type: verb === 'run' ? 'started' : 'undo_started', node }),
      )
      if (!(await this.tryAppend([...results, ...begun]))) return undefined
      this.results.splice(0, results.length)
      for (const { verb, node } of starts) this.launch(node, verb)
      return undefined
    }
    const [first] = decisions
    if (first?.do === 'finish') return first.as
    for (const decision of decisions) {
      if (decision.do === 'abort') this.inFlight.get(decision.node)?.abort.abort(CANCELLED())
    }
    await this.rest(first?.do === 'wait' ? first.untilMs : undefined)
    return undefined
  }

  /** Until a node ends, somebody appends, the worker stops, or a waiting attempt is due. */
  private async rest(untilMs: number | undefined): Promise<void> {
    if (this.results.length > 0 || this.options.signal.aborted) return
    if (untilMs === undefined) return this.changed.promise
    const timer = new AbortController()
    const { clock } = this.options
    const due = clock.delay(Math.max(0, untilMs - clock.now()), timer.signal).catch(() => undefined)
    await Promise.race([this.changed.promise, due])
    timer.abort()
  }

  private poke(): void {
    this.changed.resolve()
  }

  private assertOwner(): void {
    if (this.state.owner !== this.options.owner) throw new RunReleased(`the run belongs to ${this.state.owner}`)
  }

  private fold(events: readonly RunEvent[]): void {
    this.state = events.reduce(reduce, this.state)
  }

  private async catchUp(): Promise<void> {
    this.fold(await this.options.journal.load(this.state.eventCount))
  }

  /** Makes the run this owner's, behind whatever was appended meanwhile. */
  private async claim(): Promise<void> {
    const claim = this.stamp({ type: 'claimed', by: this.options.owner })
    while (!(await this.tryAppend([claim]))) await this.catchUp()
  }

  /** `false` when somebody else has appended, and nothing of this was. */
  private async tryAppend(events: readonly RunEvent[]): Promise<boolean> {
    if (!(await this.options.journal.append(this.state.eventCount + 1, events))) return false
    this.fold(events)
    return true
  }

  private stamp(body: RunEventBody): RunEvent {
    return { ...body, at: this.options.clock.now() }
  }

  private launch(id: string, verb: 'run' | 'undo'): void {
    const { plan, steps, runId, subjectId, ports, writeLine } = this.options
    const node = plan.nodes.find((candidate) => candidate.id === id)
    const step = node && steps.get(node.step)
    const abort = new AbortController()
    this.inFlight.set(id, { abort, verb })
    const { attempt } = nodeState(this.state, id)
    const finish = (body: RunEventBody) => {
      this.inFlight.delete(id)
      this.results.push(body)
      this.poke()
    }
    if (node === undefined || step === undefined) {
      const error = toFailure(
        new AppError('unknown-step', {
          userMessage: `This version of BuzzCrate does not know the step ${node?.step ?? id}.`,
        }),
      )
      finish({ type: verb === 'run' ? 'failed' : 'undo_failed', node: id, error })
      return
    }
    const log = (line: string, stream: Stream = 'out') => writeLine(id, attempt, stream, line)
    const context = { runId, subjectId, node: id, attempt, signal: abort.signal, ports, log }
    const work =
      verb === 'run'
        ? async () => step.run(context, resolveInput(node.input, this.sources()))
        : async () => this.undo(step, node, context)
    void this.bounded(step, abort, work).then(
      (output) =>
        finish(verb === 'run' ? { type: 'succeeded', node: id, output } : { type: 'undo_finished', node: id }),
      (error: unknown) => {
        log(toFailure(error).message, 'err')
        finish(this.failureOf(step, id, verb, attempt, error))
      },
    )
  }

  private sources(): InputSources {
    return { outputs: this.state.outputs, shared: this.options.plan.shared }
  }

  /** A node that never got its input has nothing to undo: what stands before it had not finished. */
  private async undo(
    step: ErasedStep<P>,
    node: PlanNode,
    context: Parameters<ErasedStep<P>['undo']>[0],
  ): Promise<undefined> {
    await step.undo(context, resolveInput(node.input, this.sources()), this.state.outputs[node.id])
    return undefined
  }

  private failureOf(
    step: ErasedStep<P>,
    node: string,
    verb: 'run' | 'undo',
    attempt: number,
    error: unknown,
  ): RunEventBody {
    const failure = toFailure(error)
    if (verb === 'undo') return { type: 'undo_failed', node, error: failure }
    const policy = step.attemptPolicy(failure.code, failure.retryable)
    const tried = attempt - nodeState(this.state, node).attemptsBefore
    if (tried >= policy.attempts || this.state.direction === 'unwind') return { type: 'failed', node, error: failure }
    return { type: 'attempt_failed', node, error: failure, retryAt: this.options.clock.now() + policy.delayMs }
  }

  /** Runs the work under the step's time-out; one that ignores its signal is given up after the grace. */
  private async bounded(step: ErasedStep<P>, abort: AbortController, work: () => Promise<unknown>): Promise<unknown> {
    const { clock, graceMs = 10_000 } = this.options
    const settled = new AbortController()
    const timedOut = () =>
      abort.abort(
        new AppError('step-timed-out', {
          userMessage: `This step did not end within ${Math.round(step.timeoutMs / 1000)} seconds.`,
          retryable: true,
          details: { timeoutMs: step.timeoutMs },
        }),
      )
    clock.delay(step.timeoutMs, settled.signal).then(timedOut, () => undefined)
    const abandoned = new Promise<never>((_, reject) => {
      const giveUp = () =>
        clock.delay(graceMs, settled.signal).then(
          () => reject(abort.signal.reason),
          () => undefined,
        )
      abort.signal.addEventListener('abort', () => void giveUp(), { once: true })
    })
    try {
      return await Promise.race([work(), abandoned])
    } catch (error) {
      // Whatever a step throws while being stopped, the reason is that it was stopped.
      throw abort.signal.aborted ? abort.signal.reason : error
    } finally {
      settled.abort()
    }
  }
}
