import type { PodLines } from '../host/practice-cluster'

interface Line {
  readonly at: number
  readonly text: string
}

/** Lines a pod. */
const KEEP = 200
/** Characters of one line, of one pod's log, and of all logs of a cluster. Requests write them, from anywhere. */
const LINE_LENGTH = 1_024
const LOG_LENGTH = 16 * 1_024
const ALL_LENGTH = 512 * 1_024

interface Log {
  readonly lines: Line[]
  length: number
  readonly followers: Set<(line: Line) => void>
}

export interface PodLogsOptions {
  readonly now: () => number
  /** What was kept of each pod, as `onWritten` gave it. */
  readonly kept: ReadonlyMap<string, string>
  /** A pod's log, to be kept, as text when it is asked for; undefined: it is gone. */
  readonly onWritten: (podUid: string, text: (() => string) | undefined) => void
}

/** What the containers of simulated pods wrote. */
export class PodLogs {
  private readonly byPod = new Map<string, Log>()
  private readonly options: PodLogsOptions
  private length = 0

  constructor(options: PodLogsOptions) {
    this.options = options
    for (const [podUid, text] of options.kept) for (const line of parse(text)) this.add(this.of(podUid), line)
  }

  write(podUid: string, text: string): void {
    const log = this.of(podUid)
    const line = { at: this.options.now(), text: text.slice(0, LINE_LENGTH) }
    this.add(log, line)
    for (const follower of log.followers) follower(line)
    this.options.onWritten(podUid, () => format(log.lines))
  }

  private add(log: Log, line: Line): void {
    log.lines.push(line)
    log.length += line.text.length
    this.length += line.text.length
    while (log.lines.length > KEEP || log.length > LOG_LENGTH) this.dropOldest(log)
    for (const other of this.byPod.values()) {
      while (this.length > ALL_LENGTH && other.lines.length > 0) this.dropOldest(other)
      if (this.length <= ALL_LENGTH) return
    }
  }

  private dropOldest(log: Log): void {
    const length = log.lines.shift()?.text.length ?? 0
    log.length -= length
    this.length -= length
  }

  has(podUid: string): boolean {
    return this.byPod.has(podUid)
  }

  read(podUid: string): PodLines {
    const log = this.of(podUid)
    return {
      lines: log.lines,
      follow(onLine) {
        log.followers.add(onLine)
        return () => log.followers.delete(onLine)
      },
    }
  }

  forget(podUid: string): void {
    this.length -= this.byPod.get(podUid)?.length ?? 0
    if (this.byPod.delete(podUid)) this.options.onWritten(podUid, undefined)
  }

  private of(podUid: string): Log {
    const known = this.byPod.get(podUid)
    if (known !== undefined) return known
    const made: Log = { lines: [], length: 0, followers: new Set() }
    this.byPod.set(podUid, made)
    return made
  }
}

const format = (lines: readonly Line[]): string => lines.map(({ at, text }) => `${at} ${text}`).join('\n')

const parse = (text: string): readonly Line[] =>
  text.split('\n').map((line) => {
    const space = line.indexOf(' ')
    return { at: Number(line.slice(0, space)), text: line.slice(space + 1) }
  })
