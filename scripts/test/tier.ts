import type { Counts } from './counts'
import type { Program } from './needs'

/** What a tier is told. */
export interface Context {
  say(line: string): void
  /** Programs that could not be had, with the reason. */
  missing: ReadonlyMap<Program, string>
  /** Parts of file names, when only some files of the tier are wanted. */
  filter: readonly string[]
}

export interface Outcome extends Counts {
  /** What was left out, and why. */
  skips?: readonly string[]
  /** What failed, a text of several lines each; told once more at the end. */
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
  /** Runs on the built panel. */
  built?: true
  run(root: string, context: Context): Promise<Outcome>
}
