import type { Counts } from './counts'
import type { Program } from './needs'
import type { PreparationName } from './preparations'

/** What a tier is told. */
export interface Context {
  say(line: string): void
  /** Programs that could not be had, with the reason. */
  missing: ReadonlyMap<Program, string>
  /** Of what the tier wants, what could not be prepared, with the reason. */
  unprepared: ReadonlyMap<PreparationName, string>
  /** Parts of file names, when only some files of the tier are wanted. */
  filter: readonly string[]
}

/** A file of tests with a case that failed. */
export interface FailedFile extends Counts {
  /** Relative to the checkout, and on which Node where that matters. */
  name: string
  /** What failed, in full; a text of several lines each. */
  failures: readonly string[]
  /** Runs this file alone. */
  again(): Promise<Outcome>
}

export interface Outcome extends Counts {
  /** What was left out, and why. */
  skips?: readonly string[]
  /** Files that failed; their cases are counted above. */
  failedFiles?: readonly FailedFile[]
  /** What failed outside of a file of tests; told once more at the end. */
  failures?: readonly string[]
}

/** A group of tests of one kind, from pure code to whole machines. */
export interface Tier {
  name: string
  /** What is real in it. */
  about: string
  /** Needed beside Node. */
  programs: readonly Program[]
  /** Starts whole systemd hosts. */
  hosts?: true
  /** Made before it runs; where one fails, the tier fails with the reason. */
  needs?: readonly PreparationName[]
  /** Made before it runs; what needs one that could not be had is left out, loudly. */
  wants?: readonly PreparationName[]
  /** It takes too long for every run, so it runs when it is named only; how long, in words. */
  onlyNamed?: string
  /** The name of a tier that mostly waits: this one runs at the same time. */
  beside?: string
  run(root: string, context: Context): Promise<Outcome>
}
