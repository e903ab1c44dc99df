import type { Connection } from '@/lib/contracts/live-rows'
import type { AppError } from '@/lib/core/errors'

const LIVE_WORDS = 'The cluster answers.'

/**
 * The state of the way to the API server, from what the watches of all kinds tell. It is
 * - connecting until something was heard or failed
 * - live while every watch that spoke last had an answer
 * - unreachable or refused as soon as one fails, until that one hears again
 */
export class ConnectionTracker {
  private connection: Connection
  private readonly failing = new Map<string, AppError>()
  private readonly heardOnce = new Set<string>()
  private lastSeenAt: number | null

  /** @param lastSeenAt when an earlier watcher heard the cluster last */
  constructor(now: number, lastSeenAt: number | null) {
    this.lastSeenAt = lastSeenAt
    this.connection = { state: 'connecting', since: now, lastSeenAt, words: 'Connecting to the cluster.' }
  }

  current(): Connection {
    return this.connection
  }

  hasHeardAll(count: number): boolean {
    return this.heardOnce.size >= count
  }

  /** A watch has an answer. Tells whether there is something new to say. */
  heard(watch: string, now: number): boolean {
    this.lastSeenAt = now
    this.failing.delete(watch)
    const isFirst = !this.heardOnce.has(watch)
    this.heardOnce.add(watch)
    return this.settle(now) || isFirst
  }

  failed(watch: string, error: AppError, now: number): boolean {
    this.failing.set(watch, error)
    return this.settle(now)
  }

  private settle(now: number): boolean {
    const [error] = this.failing.values()
    const state = error === undefined ? 'live' : error.retryable ? 'unreachable' : 'refused'
    const words = error?.userMessage ?? LIVE_WORDS
    if (state === this.connection.state && words === this.connection.words) return false
    const since = state === this.connection.state ? this.connection.since : now
    this.connection = { state, since, lastSeenAt: this.lastSeenAt, words }
    return true
  }
}
