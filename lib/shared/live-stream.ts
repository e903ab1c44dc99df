/**
 * What travels over the one EventSource of a browser tab, at `/api/live?topics=…&from=…`.
 *
 * Each message has one topic's news and, as its `id`, the cursors of all topics of the stream, so that the browser's own
 * reconnection goes on exactly behind what it got. Besides there are the events `beat` (the connection lives) and `end`
 * (the stream will not come back by itself: data is `signed-out`).
 */

export type ParsedTopic =
  /** The actor's clusters and latest runs, whole each time. */
  | { readonly kind: 'home' }
  /** A run's events; cursors count events. */
  | { readonly kind: 'run'; readonly runId: string }
  /** A run's log; cursors count lines. */
  | { readonly kind: 'log'; readonly runId: string }
  /** A cluster's live view; cursors are the view's numbers. */
  | { readonly kind: 'cluster'; readonly clusterId: string }

const TOPIC = /^(?:home|run:([0-9a-z]{1,64})(:log)?|cluster:([0-9a-z]{1,64}))$/

/** Undefined for what is no topic. */
export function parseTopic(topic: string): ParsedTopic | undefined {
  const match = TOPIC.exec(topic)
  if (match === null) return undefined
  const [, runId, log, clusterId] = match
  if (clusterId !== undefined) return { kind: 'cluster', clusterId }
  if (runId !== undefined) return { kind: log === undefined ? 'run' : 'log', runId }
  return { kind: 'home' }
}

export const topics = {
  home: 'home',
  run: (runId: string) => `run:${runId}`,
  log: (runId: string) => `run:${runId}:log`,
  cluster: (clusterId: string) => `cluster:${clusterId}`,
} as const

/** Where a reader stands, by topic: 0 is the beginning. */
export type Cursors = ReadonlyMap<string, number>

/** `run:a=12,run:a:log=3400` */
export function encodeCursors(cursors: Cursors): string {
  return [...cursors].map(([topic, cursor]) => `${topic}=${cursor}`).join(',')
}

/** Leaves out what makes no sense: a reader without a cursor begins at the beginning. */
export function decodeCursors(text: string): Cursors {
  const cursors = new Map<string, number>()
  for (const part of text.split(',')) {
    const [, topic, digits] = /^([^=]+)=(\d{1,15})$/.exec(part) ?? []
    if (topic !== undefined && parseTopic(topic) !== undefined) cursors.set(topic, Number(digits))
  }
  return cursors
}

/** One message: what brings a topic's reader from one cursor to another. */
export interface LiveFrame {
  readonly topic: string
  readonly from: number
  readonly to: number
  readonly body: unknown
}

export const MAX_TOPICS = 32
/** How often `beat` comes. Without one for longer than twice this, the connection is dead, whatever the browser says. */
export const BEAT_EVERY_MS = 15_000

/** How this browser's stream from the panel stands. */
export interface LiveConnection {
  /** `stale`: it has not come back for a while, what is shown is as of `since`. */
  readonly state: 'live' | 'reconnecting' | 'stale'
  /** Milliseconds since the epoch, by this browser's clock: since when, and for `stale` the last sign of life. */
  readonly since: number
}
