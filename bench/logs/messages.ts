/** What the bench and its two processes tell each other. */
export type ToViewers = { readonly type: 'finish'; readonly heads: Readonly<Record<string, number>> }

export type FromViewers =
  | { readonly type: 'connected' }
  | {
      readonly type: 'seen'
      readonly delivered: number
      readonly lost: number
      readonly repeated: number
      readonly p50Ms: number
      readonly p99Ms: number
      readonly maxMs: number
    }

export type FromWriter = {
  readonly type: 'written'
  /** Lines by run. */
  readonly heads: Readonly<Record<string, number>>
  readonly linesPerS: number
  readonly burstLinesPerS: number
  /** From the line in the worker to its announcement by Postgres. */
  readonly storedP50Ms: number
  readonly storedP99Ms: number
}

export interface ViewersTask {
  readonly url: string
  readonly cookie: string
  readonly runIds: readonly string[]
  readonly viewers: number
}

export interface WriterTask {
  readonly runIds: readonly string[]
  readonly machines: number
  readonly linesPerS: number
  readonly seconds: number
  readonly burstRunId: string
  readonly burstLines: number
}

/** The same clock in every process of a machine, in milliseconds with fractions. */
export const stamp = (): number => performance.timeOrigin + performance.now()
