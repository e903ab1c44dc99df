import type { SeenWork } from './seen-work'

/** What the panel knows of the class as a whole when it looks at one student. */
export interface SeenClass {
  /** Median milliseconds of a step over the class, by its name; only of steps that enough students have done. */
  readonly usualMs: ReadonlyMap<string, number>
  /** When anybody of the class last did something. */
  readonly activeAt: number | undefined
  /** Whether students are supposed to work now: the class has begun, is not over, and is not paused. */
  readonly goesOn: boolean
  readonly startedAt: number
}

/** Why somebody seems to be stuck. */
export interface Mark {
  readonly kind: string
  /** Since when it is so: screens count on from there. */
  readonly since: number
  /** One plain sentence, without the time. */
  readonly why: string
}

/** A way of being stuck. One file in ./marks, which exports its name. */
export interface MarkKind {
  readonly kind: string
  /** The more urgent one stands first, from small to large. */
  readonly place: number
  /** Pure. */
  find(seen: SeenWork, all: SeenClass): Omit<Mark, 'kind'> | undefined
}
