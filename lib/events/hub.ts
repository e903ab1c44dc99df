import { log } from '@/lib/core/log'
import type { Bus } from '@/lib/ports/live'
import { BEAT_EVERY_MS } from '@/lib/shared/live-stream'
import { busTopics } from './bus-topics'
import { Heartbeat } from './heartbeat'
import { Subscriber, type SubscriberOptions } from './subscriber'
import type { TopicPage, TopicSource } from './topic-source'

/** Least time between two looks at a topic, so that a flood of hints does not become a flood of messages. */
const LOOK_EVERY_MS = 15
const RETRY_MS = 500
/** Sessions asked after at once when some may have ended: each costs a look into the tables. */
const CHECKS_AT_ONCE = 4
/** Streams of one session and of one person; each takes some 120 kB. Nobody has that many tabs open. */
export const MOST_STREAMS_A_SESSION = 250
export const MOST_STREAMS_A_PERSON = 400

/**
 * One topic that somebody reads. It is
 * - `idle`: every reader has what there is, as far as hints go
 * - `looking`: reads on for all readers at the same place together, until nobody has news left
 * - `dirty`: looking, and a hint came meanwhile: looks once more
 */
interface Feed {
  readonly source: TopicSource
  readonly members: Set<Subscriber>
  readonly stop: () => void
  looking: boolean
  dirty: boolean
  /** The latest number hinted at; undefined when only a look can tell. */
  known: number | undefined
  lastLookAt: number
}

/**
 * Brings topics to the streams of this process: one read a topic and wake-up, encoded once, however many streams there
 * are. A stream that does not drain is passed over and catches up from the tables when it does, so nothing is buffered
 * for it here.
 */
export class Hub {
  private readonly bus: Bus
  private readonly feeds = new Map<string, Feed>()
  private readonly subscribers = new Set<Subscriber>()
  private readonly heartbeat = new Heartbeat<Subscriber>(BEAT_EVERY_MS, (subscriber) => subscriber.beat())
  private stopRechecks: (() => void) | undefined

  constructor(bus: Bus) {
    this.bus = bus
  }

  /** How many streams are open, and how many topics they read. */
  get size(): { readonly streams: number; readonly topics: number } {
    return { streams: this.subscribers.size, topics: this.feeds.size }
  }

  /**
   * Opens a stream of server-sent events. Authorise the topics before.
   * @param sources by the topic's name in the stream
   */
  open(sources: ReadonlyMap<string, TopicSource>, options: SubscriberOptions): ReadableStream<Uint8Array> {
    const subscriber = new Subscriber(options, {
      onReady: () => {
        for (const source of sources.values()) this.look(source.key)
      },
      onLeave: () => this.leave(subscriber, sources),
    })
    this.makeRoom(options)
    this.subscribers.add(subscriber)
    this.heartbeat.add(subscriber)
    this.stopRechecks ??= this.bus.subscribe(
      busTopics.sessions,
      (userId) => void this.recheck((open) => open.userId === userId),
      () => void this.recheck(() => true),
    )
    for (const [topic, source] of sources) {
      subscriber.join(source.key, topic)
      this.feed(source).members.add(subscriber)
    }
    return subscriber.stream
  }

  /** Who opens more than anybody needs loses the oldest: the newest is what they look at. */
  private makeRoom({ userId, sessionId }: SubscriberOptions): void {
    const ofPerson = [...this.subscribers].filter((open) => open.userId === userId)
    const ofSession = sessionId === undefined ? [] : ofPerson.filter((open) => open.sessionId === sessionId)
    for (const [streams, most] of [
      [ofSession, MOST_STREAMS_A_SESSION],
      [ofPerson, MOST_STREAMS_A_PERSON],
    ] as const) {
      for (const oldest of streams.slice(0, Math.max(0, streams.length - most + 1))) oldest.giveWay()
    }
  }

  private feed(source: TopicSource): Feed {
    const existing = this.feeds.get(source.key)
    if (existing !== undefined) {
      existing.known = undefined
      // For whoever joins now: there may be no news, and so no hint, for long. A new feed looks when it listens.
      this.look(source.key)
      return existing
    }
    const onHint = (pointer: string) => {
      if (source.concerns?.(pointer) === false) return
      if (source.numbered && feed.known !== undefined) feed.known = Math.max(feed.known, Number(pointer))
      this.look(source.key)
    }
    const onGap = () => {
      feed.known = undefined
      this.look(source.key)
    }
    const feed: Feed = {
      source,
      members: new Set(),
      stop: this.bus.subscribe(source.wakeOn, onHint, onGap),
      looking: false,
      dirty: false,
      known: undefined,
      lastLookAt: 0,
    }
    this.feeds.set(source.key, feed)
    return feed
  }

  private leave(subscriber: Subscriber, sources: ReadonlyMap<string, TopicSource>): void {
    this.subscribers.delete(subscriber)
    this.heartbeat.delete(subscriber)
    for (const { key } of sources.values()) {
      const feed = this.feeds.get(key)
      feed?.members.delete(subscriber)
      if (feed === undefined || feed.members.size > 0) continue
      feed.stop()
      this.feeds.delete(key)
    }
    if (this.subscribers.size > 0) return
    this.stopRechecks?.()
    this.stopRechecks = undefined
  }

  private async recheck(concerns: (subscriber: Subscriber) => boolean): Promise<void> {
    const waiting = [...this.subscribers].filter(concerns).values()
    const lane = async () => {
      for (const subscriber of waiting) await subscriber.recheck()
    }
    await Promise.all(Array.from({ length: CHECKS_AT_ONCE }, lane))
  }

  private look(key: string): void {
    const feed = this.feeds.get(key)
    if (feed === undefined) return
    feed.dirty = true
    if (feed.looking) return
    feed.looking = true
    const waitMs = Math.max(0, feed.lastLookAt + LOOK_EVERY_MS - Date.now())
    setTimeout(() => void this.lookOn(feed), waitMs)
  }

  private async lookOn(feed: Feed): Promise<void> {
    try {
      while (feed.dirty) {
        feed.dirty = false
        feed.lastLookAt = Date.now()
        if (await this.readOn(feed)) feed.dirty = true
      }
      feed.looking = false
    } catch (error) {
      log.warn('a topic could not be read; trying again', { topic: feed.source.key, reason: String(error) })
      setTimeout(() => {
        feed.looking = false
        this.look(feed.source.key)
      }, RETRY_MS).unref()
    }
  }

  /** One page for each place where readers stand; true when there may be more. */
  private async readOn(feed: Feed): Promise<boolean> {
    const { source, members } = feed
    const wasKnown = feed.known
    const places = new Map<number, Subscriber[]>()
    for (const member of members) {
      const cursor = member.cursor(source.key)
      if (!member.isReady || (source.numbered && wasKnown !== undefined && cursor >= wasKnown)) continue
      places.set(cursor, [...(places.get(cursor) ?? []), member])
    }
    let more = false
    let highest = wasKnown ?? 0
    for (const [cursor, readers] of places) {
      const page = await source.read(cursor)
      highest = Math.max(highest, page?.to ?? cursor)
      if (page === undefined) continue
      more = true
      const encode = encoderFor(cursor, page)
      // A reader may have left, or moved on with a snapshot, while the page was read.
      for (const reader of readers)
        if (members.has(reader) && reader.cursor(source.key) === cursor) reader.take(source.key, page.to, encode)
    }
    // Everybody was shown all there is, and no hint came meanwhile: from now on hints tell who has news.
    if (!more && !feed.dirty) feed.known = Math.max(highest, feed.known ?? 0)
    return more
  }
}

const encoder = new TextEncoder()

/** Makes the message of a page; readers with the same cursors get the same bytes. */
function encoderFor(from: number, { to, body }: TopicPage): (topic: string, id: string) => Uint8Array {
  // A line end cannot stand within a JSON string, and would end the message.
  const data = `"from":${from},"to":${to},"body":${body.replace(/[\r\n]+/g, ' ')}}\n\n`
  const made = new Map<string, Uint8Array>()
  return (topic, id) => {
    const head = `id: ${id}\ndata: {"topic":${JSON.stringify(topic)},`
    const bytes = made.get(head) ?? encoder.encode(head + data)
    made.set(head, bytes)
    return bytes
  }
}
