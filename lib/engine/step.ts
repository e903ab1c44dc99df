import type { z } from 'zod'

export type Stream = 'out' | 'err' | 'cmd' | 'info'

/** What a step gets from the engine. `P` is the bundle of ports that the host application passes through. */
export interface StepContext<P = unknown> {
  readonly runId: string
  /** The cluster that this run changes: the tag of everything made outside. */
  readonly subjectId: string
  readonly node: string
  /** 1 for the first attempt. */
  readonly attempt: number
  /** Aborts on cancel, on the step's time-out, and when another worker took the run over. */
  readonly signal: AbortSignal
  readonly ports: P
  /** One line of the log. Redacted before it is stored. `cmd` shows a command, `info` a sentence of ours. */
  log(line: string, stream?: Stream): void
}

/** `keep`: left on purpose. A failed run has no output, so an undo must find its work by the run's tag or by looking. */
export type Undo<I, O, P> =
  | 'nothing-to-undo'
  | 'keep'
  | ((ctx: StepContext<P>, input: I, output: O | undefined) => Promise<void>)

/** How often a step is tried again by itself, by error code. `'*'` covers every retryable error. Default: once. */
export interface AttemptPolicy {
  readonly attempts: number
  readonly delayMs: number
}

export interface Explanation {
  /** What the step does, one or two plain sentences. */
  readonly what: string
  /** Why it is needed. */
  readonly why: string
  /** The same by hand: shell lines, with `<address>`-like placeholders where a value differs. */
  readonly byHand: readonly string[]
  /** Names of the scripts in lib/remote/scripts that run on the machine: the exact commands. */
  readonly scripts: readonly string[]
}

export interface StepDefinition<I, O, P> {
  /** `area.verb`, e.g. `k3s.join`. Stored with runs: never reuse a name for another meaning. */
  readonly name: string
  /** Column title in the run view. */
  readonly title: string
  readonly explain: Explanation
  readonly input: z.ZodType<I>
  readonly output: z.ZodType<O>
  readonly timeoutMs: number
  readonly attempts?: Readonly<Record<string, AttemptPolicy>>
  /** May a person skip this step when it failed? Its output is then `skipped`'s value. */
  readonly skip?: { readonly label: string; readonly output: O }
  /** Must first look whether its work is already there: it runs again after a crash. */
  readonly run: (ctx: StepContext<P>, input: I) => Promise<O>
  /** Must also undo a half-done or never-begun run, and be repeatable. */
  readonly undo: Undo<I, O, P>
}

/** What the executor sees: types erased, everything parsed on the way in and out. */
export interface ErasedStep<P = unknown> {
  readonly name: string
  readonly title: string
  readonly explain: Explanation
  readonly timeoutMs: number
  readonly undoes: boolean
  readonly skipLabel: string | undefined
  readonly skipOutput: unknown
  attemptPolicy(code: string, retryable: boolean): AttemptPolicy
  run(ctx: StepContext<P>, input: unknown): Promise<unknown>
  undo(ctx: StepContext<P>, input: unknown, output: unknown): Promise<void>
}

declare const inputType: unique symbol
declare const outputType: unique symbol
/** Carries the types for wiring a plan. */
export interface Step<I, O, P = unknown> extends ErasedStep<P> {
  readonly [inputType]?: (input: I) => void
  readonly [outputType]?: O
}

const ONCE: AttemptPolicy = { attempts: 1, delayMs: 0 }

export function defineStep<I, O, P>(definition: StepDefinition<I, O, P>): Step<I, O, P> {
  const { input: Input, output: Output, undo, attempts, skip } = definition
  return {
    name: definition.name,
    title: definition.title,
    explain: definition.explain,
    timeoutMs: definition.timeoutMs,
    undoes: typeof undo === 'function',
    skipLabel: skip?.label,
    skipOutput: skip?.output,
    attemptPolicy: (code, retryable) => attempts?.[code] ?? (retryable ? attempts?.['*'] : undefined) ?? ONCE,
    async run(ctx, input) {
      return Output.parse(await definition.run(ctx, Input.parse(input)))
    },
    async undo(ctx, input, output) {
      if (typeof undo !== 'function') return
      await undo(ctx, Input.parse(input), output === undefined ? undefined : Output.parse(output))
    },
  }
}
