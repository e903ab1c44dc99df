import type { PodLines } from '../host/practice-cluster'

interface Line {
  readonly at: number
  readonly text: string
}

/** Lines a pod. */
const KEEP = 200

interface Log {
  readonly lines: Line[]
  readonly followers: Set<(line: Line) => void>
}

export interface PodLogsOptions {
  readonly now: () => number
  /** What was kept of each pod, as `onWritten` gave it. */
  readonly kept: ReadonlyMap<string, string>
  /** A pod's log as text, to be kept; undefined: it is gone. */
  readonly onWritten: (podUid: string, text: string | undefined) => void
}

/** What the containers of simulated pods wrote. */
export class PodLogs {
  private readonly byPod = new Map<string, Log>()
  private readonly options: PodLogsOptions

  constructor(options: PodLogsOptions) {
    this.options = options
    for (const [podUid, text] of options.kept) this.of(podUid).lines.push(...parse(text))
  }

  write(podUid: string, text: string): void {
    const log = this.of(podUid)
    const line = { at: this.options.now(), text }
    log.lines.push(line)
    if (log.lines.length > KEEP) log.lines.splice(0, log.lines.length - KEEP)
    for (const follower of log.followers) follower(line)
    this.options.onWritten(podUid, format(log.lines))
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
    if (this.byPod.delete(podUid)) this.options.onWritten(podUid, undefined)
  }

  private of(podUid: string): Log {
    const known = this.byPod.get(podUid)
    if (known !== undefined) return known
    const made: Log = { lines: [], followers: new Set() }
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
