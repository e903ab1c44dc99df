import type { PodLines } from '../host/practice-cluster'

interface Line {
  readonly at: number
  readonly text: string
}

/** Lines kept a pod. */
const KEEP = 500

interface Log {
  readonly lines: Line[]
  readonly followers: Set<(line: Line) => void>
}

/** What the containers of simulated pods wrote, as far as this process lives. */
export class PodLogs {
  private readonly byPod = new Map<string, Log>()
  private readonly now: () => number

  constructor(now: () => number) {
    this.now = now
  }

  write(podUid: string, text: string): void {
    const log = this.of(podUid)
    const line = { at: this.now(), text }
    log.lines.push(line)
    if (log.lines.length > KEEP) log.lines.splice(0, log.lines.length - KEEP)
    for (const follower of log.followers) follower(line)
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
    this.byPod.delete(podUid)
  }

  private of(podUid: string): Log {
    const known = this.byPod.get(podUid)
    if (known !== undefined) return known
    const made: Log = { lines: [], followers: new Set() }
    this.byPod.set(podUid, made)
    return made
  }
}
