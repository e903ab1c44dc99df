import { BEAT_EVERY_MS, encodeCursors, type LiveConnection, type LiveFrame } from '@/lib/shared/live-stream'

/** Somebody who keeps a topic's state. */
export interface Follower {
  /** Where it stands; asked whenever the stream is opened. */
  cursor(): number
  /**
   * Takes a frame that begins at or before its cursor, and leaves out what it has. `false` when it cannot follow from
   * where it stands: then `cursor` is asked again and the stream opened anew.
   */
  take(frame: LiveFrame): boolean
}

/** What a tab has and a test replaces. */
export interface TabEnvironment {
  open(url: string): EventSource
  /** The status of an answer to the same request, to tell a refusal from a server that is away. */
  probe(url: string): Promise<number>
  onSignedOut(): void
  isHidden(): boolean
}

/** Hooks of one page come and go together: the stream is opened once for all of them. */
const GATHER_MS = 20
/** What nobody follows any more is dropped later, so that a walk between pages opens one stream, not three. */
const DROP_MS = 3_000
const RETRY_FIRST_MS = 500
const RETRY_LONGEST_MS = 10_000
const STALE_AFTER_MS = 8_000
const DEAD_AFTER_MS = 2 * BEAT_EVERY_MS + 5_000
const WATCH_EVERY_MS = 2_000
/** A tab that nobody sees gives its connection back: browsers allow six to a server, over all tabs. */
const HIDDEN_MS = 60_000

/**
 * The one EventSource of this tab, which carries the topics of everything on the page. It is
 * - `idle`: nobody follows anything, or the tab has been out of sight for a minute
 * - `opening`: the browser connects; by itself again after a loss, by our timer after a refusal
 * - `open`: frames and beats come
 *
 * Whenever it opens anew, every topic goes on from where its followers stand.
 */
export class TabStream {
  private readonly environment: TabEnvironment
  private readonly followers = new Map<string, Set<Follower>>()
  private readonly listeners = new Set<() => void>()
  private status: LiveConnection = { state: 'reconnecting', since: 0 }
  private source: EventSource | undefined
  private carried: ReadonlySet<string> = new Set()
  /** Topics that somebody began to follow since the stream was opened: what they lack did not come with it. */
  private readonly fresh = new Set<string>()
  private heardAt = 0
  private retryMs = RETRY_FIRST_MS
  private reopening: { readonly timer: ReturnType<typeof setTimeout>; readonly at: number } | undefined
  private watch: ReturnType<typeof setInterval> | undefined
  private hiddenSince: number | undefined
  /** Newer tabs took this one's place: it waits until it was out of sight and is looked at again. */
  private gaveWay = false

  constructor(environment: TabEnvironment) {
    this.environment = environment
  }

  /** Follows a topic until the returned function is called. */
  follow(topic: string, follower: Follower): () => void {
    const all = this.followers.get(topic) ?? new Set()
    all.add(follower)
    this.followers.set(topic, all)
    this.fresh.add(topic)
    if (this.status.since === 0) this.status = { state: 'reconnecting', since: Date.now() }
    this.watch ??= setInterval(() => this.look(), WATCH_EVERY_MS)
    this.reopenIn(GATHER_MS)
    return () => {
      all.delete(follower)
      if (all.size > 0) return
      this.followers.delete(topic)
      this.fresh.delete(topic)
      this.reopenIn(DROP_MS)
    }
  }

  readonly connection = (): LiveConnection => this.status

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Looks whether the connection still lives. Called by a timer, and when the tab comes back into sight. */
  look(): void {
    const now = Date.now()
    if (this.environment.isHidden()) {
      this.hiddenSince ??= now
      this.gaveWay = false
      if (now - this.hiddenSince > HIDDEN_MS) this.close()
      return
    }
    this.hiddenSince = undefined
    if (this.gaveWay) return
    if (this.source === undefined) {
      if (this.reopening === undefined && this.followers.size > 0) this.reopenIn(0)
    } else if (now - this.heardAt > DEAD_AFTER_MS) {
      this.lost()
      this.close()
      this.reopenIn(0)
    }
    if (this.status.state === 'reconnecting' && now - this.status.since > STALE_AFTER_MS) {
      this.show({ state: 'stale', since: this.heardAt === 0 ? this.status.since : this.heardAt })
    }
  }

  private reopenIn(delayMs: number): void {
    const at = Date.now() + delayMs
    if (this.reopening !== undefined) {
      if (this.reopening.at <= at) return
      clearTimeout(this.reopening.timer)
    }
    this.reopening = { timer: setTimeout(() => this.reopen(), delayMs), at }
  }

  private reopen(): void {
    this.reopening = undefined
    const topics = [...this.followers.keys()]
    if (topics.length === 0) {
      clearInterval(this.watch)
      this.watch = undefined
      this.close()
      return
    }
    const isRight = this.source !== undefined && this.fresh.size === 0 && topics.length === this.carried.size
    if (!isRight && !this.gaveWay) this.open(topics)
  }

  private open(topics: readonly string[]): void {
    this.close()
    const cursors = new Map(topics.map((topic) => [topic, this.lowestCursor(topic)]))
    const query = new URLSearchParams({ topics: topics.join(','), from: encodeCursors(cursors) })
    const url = `/api/live?${query}`
    const source = this.environment.open(url)
    this.source = source
    this.carried = new Set(topics)
    this.fresh.clear()
    this.heardAt = Date.now()
    const heard = () => {
      if (this.source !== source) return false
      this.heardAt = Date.now()
      this.retryMs = RETRY_FIRST_MS
      if (this.status.state !== 'live') this.show({ state: 'live', since: this.heardAt })
      return true
    }
    source.addEventListener('beat', heard)
    source.addEventListener('message', (event) => {
      if (heard()) this.hand(JSON.parse(event.data))
    })
    source.addEventListener('end', (event) => {
      if (this.source !== source) return
      this.close()
      if (event.data !== 'too-many') return this.environment.onSignedOut()
      // Coming back at once would push another tab out, which would come back at once.
      this.gaveWay = true
      this.show({ state: 'too-many', since: Date.now() })
    })
    source.addEventListener('error', () => {
      if (this.source !== source) return
      this.lost()
      // Else the browser connects again by itself, behind the last frame it got.
      if (source.readyState === source.CLOSED) this.refused(url)
    })
  }

  private lowestCursor(topic: string): number {
    return Math.min(...[...(this.followers.get(topic) ?? [])].map((follower) => follower.cursor()))
  }

  private hand(frame: LiveFrame): void {
    for (const follower of [...(this.followers.get(frame.topic) ?? [])]) {
      if (follower.take(frame)) continue
      this.close()
      this.reopenIn(RETRY_FIRST_MS)
    }
  }

  private refused(url: string): void {
    this.close()
    this.environment.probe(url).then(
      (status) => {
        if (status === 401) this.environment.onSignedOut()
      },
      () => undefined,
    )
    this.reopenIn(this.retryMs)
    this.retryMs = Math.min(this.retryMs * 2, RETRY_LONGEST_MS)
  }

  private lost(): void {
    if (this.status.state === 'live') this.show({ state: 'reconnecting', since: Date.now() })
    if (this.source?.readyState === this.source?.CLOSED) this.close()
  }

  private close(): void {
    this.source?.close()
    this.source = undefined
    this.carried = new Set()
  }

  private show(status: LiveConnection): void {
    this.status = status
    for (const listener of [...this.listeners]) listener()
  }
}
