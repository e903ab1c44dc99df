import type { SeenWork } from './seen-work'

/** Milestones that a student has reached before, by id: once reached, one stays. */
export type Reached = ReadonlySet<string>

/** Something in a class that the panel itself can see happen. One file in ./milestones, which exports its name. */
export interface Milestone {
  /** Stable: it is stored. */
  readonly id: string
  /** Where it stands among the others, from small to large. */
  readonly place: number
  /** As the student reads it, e.g. `go-echo answered in your browser`. */
  readonly title: string
  /** As the wall has it, in two or three words. */
  readonly short: string
  /** How to get there, one sentence. */
  readonly how: string
  /** Real machines do not tell the panel of it: only those of practice clusters do. */
  readonly practiceOnly?: true
  /** Whether it is reached at this moment. Pure; asked again until it says yes. */
  isReached(seen: SeenWork, before: Reached): boolean
}
