/**
 * What travels over the one EventSource of a browser tab, at `/api/live?topics=…&from=…`.
 *
 * Each message has one topic's news and, as its `id`, the cursors of all topics of the stream, so that the browser's own
 * reconnection goes on exactly behind what it got. Besides there are the events `beat` (the connection lives) and `end`
 * (the stream is not to come back by itself: data is `signed-out`, or `too-many` when the person opened more tabs than
 * the panel keeps streams for).
 */

/** What the name of a topic looks like. Which there are, lib/features/live/topics says; the panel refuses others. */
const TOPIC = /^[a-z][a-z-]{0,31}(?::[0-9a-z-]{1,64}){0,4}$/

/** The names of the topics that most screens follow; the files of lib/features/live/topics tell what they bring. */
export const topics = {
  home: 'home',
  /** A person's boards and their cards. */
  boards: 'boards',
  run: (runId: string) => `run:${runId}`,
  log: (runId: string) => `run:${runId}:log`,
  wait: (runId: string) => `run:${runId}:wait`,
  cluster: (clusterId: string) => `cluster:${clusterId}`,
  /** A class, for its teachers. */
  classWall: (classId: string) => `class:${classId}:wall`,
  /** One's own seat in a class. */
  classSeat: (classId: string) => `class:${classId}:seat`,
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
    if (topic !== undefined && TOPIC.test(topic)) cursors.set(topic, Number(digits))
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
  /**
   * `stale`: it has not come back for a while, what is shown is as of `since`. `too-many`: newer tabs took its place; it
   * comes back when somebody looks at this tab again.
   */
  readonly state: 'live' | 'reconnecting' | 'stale' | 'too-many'
  /** Milliseconds since the epoch, by this browser's clock: since when, and for `stale` the last sign of life. */
  readonly since: number
}
