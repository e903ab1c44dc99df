import type { Stream } from '@/lib/engine/step'
import { plural } from '@/lib/shared/catalogue'
import { formatBytes } from '@/lib/shared/format-bytes'

/** A line as a step wrote it. */
export interface WrittenLine {
  readonly at: number
  readonly node: string
  readonly attempt: number
  readonly stream: Stream
  readonly text: string
}

/** All in characters, `LINE_CHARS` a line included. */
export interface LogLimits {
  /** Of each step: its first lines, and its last ones when there are more. */
  readonly stepFirst: number
  readonly stepLast: number
  /** First lines of all steps of a run together. Steps that come later have `lateFirst` and `lateLast`. */
  readonly run: number
  readonly lateFirst: number
  readonly lateLast: number
}

/** A step that installs everything anew writes a hundredth of it. */
export const LOG_LIMITS: LogLimits = {
  stepFirst: 8_000_000,
  stepLast: 64_000,
  run: 64_000_000,
  lateFirst: 8_000,
  lateLast: 16_000,
}

/** What a line costs beside its text: its time, its node, its place in a chunk. */
export const LINE_CHARS = 64

/**
 * One attempt at a step. It is
 * - `whole`: all its lines are stored as they come
 * - `cut`: it has written too much; the last lines wait in memory for its end, those before them are counted
 */
interface StepLog {
  readonly attempt: number
  readonly most: { readonly first: number; readonly last: number }
  firstChars: number
  cut: boolean
  readonly last: WrittenLine[]
  lastChars: number
  leftOut: { lines: number; chars: number }
}

/**
 * Says which lines of a run are stored, so that a step that writes without end takes bounded room: its beginning as it comes,
 * its last lines when it ends, and between them a line that says how many were left out. Numbers are given to lines that
 * are stored, so they have no gap.
 */
export class LogAllowance {
  private readonly limits: LogLimits
  private readonly steps = new Map<string, StepLog>()
  private usedChars: number

  /** @param usedChars what is stored of the run already */
  constructor(usedChars = 0, limits: LogLimits = LOG_LIMITS) {
    this.limits = limits
    this.usedChars = usedChars
  }

  /** The lines to store now. */
  take(line: WrittenLine): readonly WrittenLine[] {
    const [step, ended] = this.stepOf(line)
    const chars = charsOf(line)
    if (!step.cut && step.firstChars + chars <= step.most.first) {
      step.firstChars += chars
      this.usedChars += chars
      return [...ended, line]
    }
    const notice = step.cut ? [] : [say(line, CUT)]
    step.cut = true
    step.last.push(line)
    step.lastChars += chars
    // Not at each line: to take the first one off a list moves all others.
    if (step.lastChars > 2 * step.most.last) this.drop(step)
    return [...ended, ...notice]
  }

  /** The lines to store when an attempt at a step has ended; for all steps without a node. */
  end(node?: string): readonly WrittenLine[] {
    if (node === undefined) return [...this.steps.keys()].flatMap((each) => this.end(each))
    const step = this.steps.get(node)
    if (step === undefined) return []
    this.drop(step)
    const [next] = step.last
    if (next === undefined) return []
    const { lines, chars } = step.leftOut
    step.leftOut = { lines: 0, chars: 0 }
    const counts = lines === 0 ? [] : [say(next, `${linesOf(lines)} (${formatBytes(chars)}) are left out here.`)]
    this.usedChars += step.lastChars
    step.lastChars = 0
    return [...counts, ...step.last.splice(0)]
  }

  /** The step that writes, and what is still to be stored of an attempt before. */
  private stepOf({ node, attempt }: WrittenLine): readonly [StepLog, readonly WrittenLine[]] {
    const before = this.steps.get(node)
    if (before?.attempt === attempt) return [before, []]
    const ended = this.end(node)
    const { stepFirst, stepLast, run, lateFirst, lateLast } = this.limits
    // Whoever asks for the same again and again gets no further than this.
    const over = this.usedChars >= 2 * run
    const late = this.usedChars >= run
    const most = over
      ? { first: 0, last: 0 }
      : late
        ? { first: lateFirst, last: lateLast }
        : { first: stepFirst, last: stepLast }
    const step = { attempt, most, firstChars: 0, cut: false, last: [], lastChars: 0, leftOut: { lines: 0, chars: 0 } }
    this.steps.set(node, step)
    return [step, ended]
  }

  /** All but what may be kept, and never the very last line. */
  private drop(step: StepLog): void {
    let dropped = 0
    while (step.lastChars > step.most.last && dropped < step.last.length - 1) {
      const line = step.last[dropped]
      if (line === undefined) break
      step.lastChars -= charsOf(line)
      step.leftOut.lines += 1
      step.leftOut.chars += line.text.length + 1
      dropped += 1
    }
    step.last.splice(0, dropped)
  }
}

const CUT = 'This step writes very much. Only the last lines of what comes now are kept; they follow when it ends.'

const charsOf = ({ text }: WrittenLine): number => text.length + LINE_CHARS
const linesOf = (count: number) => plural(count, { one: '# line', other: '# lines' })
const say = ({ at, node, attempt }: WrittenLine, text: string): WrittenLine => ({
  at,
  node,
  attempt,
  stream: 'info',
  text,
})
