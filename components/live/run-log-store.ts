import type { LogLine } from '@/lib/contracts/runs'
import type { LiveFrame } from '@/lib/shared/live-stream'
import { type LogChunk, unpackLines } from '@/lib/shared/log-line'
import type { Follower } from './tab-stream'

/** The lines so far. Arrays keep their identity until they have more lines. */
export interface LogView {
  /** How many there are. */
  readonly count: number
  /** All lines, in order. Numbers may leave some out: those that the panel does not keep any more. */
  readonly lines: readonly LogLine[]
  /** The line with this number; undefined when it is not here yet, or any more. */
  lineAt(seq: number): LogLine | undefined
  /** The lines of some nodes, in order. */
  linesOf(nodes: readonly string[]): readonly LogLine[]
}

/** Defers a call until the browser draws next, so that a flood of frames is one update. */
export type Defer = (draw: () => void) => void

/**
 * A run's log in the browser: append-only, indexed by node. Taking a line is O(1); a view copies what is looked at, once
 * an update.
 */
export class RunLogStore implements Follower {
  private readonly all: LogLine[] = []
  private readonly byNode = new Map<string, LogLine[]>()
  /** What was picked last, by the nodes asked for; given again until they have more lines. */
  private readonly picked = new Map<string, readonly LogLine[]>()
  private readonly listeners = new Set<() => void>()
  private readonly defer: Defer
  private drawing = false
  private view: LogView

  constructor(defer: Defer) {
    this.defer = defer
    this.view = this.makeView()
  }

  readonly snapshot = (): LogView => this.view

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The last line's number. */
  cursor(): number {
    return this.all.at(-1)?.seq ?? 0
  }

  take({ from, body }: LiveFrame): boolean {
    if (from > this.cursor()) return false
    // The panel sends the chunks as it stored them.
    for (const chunk of body as readonly LogChunk[]) {
      for (const line of unpackLines(chunk, this.cursor())) this.append(line)
    }
    if (this.view.count < this.all.length) this.draw()
    return true
  }

  private append(line: LogLine): void {
    this.all.push(line)
    const ofNode = this.byNode.get(line.node)
    if (ofNode === undefined) this.byNode.set(line.node, [line])
    else ofNode.push(line)
  }

  private draw(): void {
    if (this.drawing) return
    this.drawing = true
    this.defer(() => {
      this.drawing = false
      this.view = this.makeView()
      for (const listener of [...this.listeners]) listener()
    })
  }

  private makeView(): LogView {
    const { all } = this
    const linesOf = (nodes: readonly string[]) => this.linesOf(nodes)
    let lines: readonly LogLine[] | undefined
    return {
      count: all.length,
      get lines() {
        lines ??= all.slice()
        return lines
      },
      lineAt: (seq) => lineAt(all, seq),
      linesOf,
    }
  }

  private linesOf(nodes: readonly string[]): readonly LogLine[] {
    const lists = nodes.flatMap((node) => {
      const list = this.byNode.get(node)
      return list === undefined ? [] : [list]
    })
    const total = lists.reduce((sum, list) => sum + list.length, 0)
    const key = nodes.join('\n')
    const before = this.picked.get(key)
    if (before?.length === total) return before
    const [only] = lists
    const found = lists.length === 1 && only !== undefined ? only.slice() : merged(lists)
    this.picked.set(key, found)
    return found
  }
}

/** By halves: numbers rise. */
function lineAt(lines: readonly LogLine[], seq: number): LogLine | undefined {
  let [low, high] = [0, lines.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lines[middle]?.seq ?? 0) < seq) low = middle + 1
    else high = middle
  }
  const found = lines[low]
  return found?.seq === seq ? found : undefined
}

const merged = (lists: readonly (readonly LogLine[])[]): readonly LogLine[] =>
  lists.flat().sort((one, other) => one.seq - other.seq)
