import { log } from '@/lib/core/log'
import { type Cursors, encodeCursors } from '@/lib/shared/live-stream'

/** Above this many bytes that the browser has not taken, nothing more is read for it. */
const HIGH_WATER_BYTES = 256 * 1024
/** A browser that takes nothing for so long is disconnected; it comes back and goes on where it was. */
const STALLED_MS = 30_000

export interface SubscriberOptions {
  /** Whose session opened the stream. */
  readonly userId: string
  /** Which of their sessions; undefined counts for the person only. */
  readonly sessionId?: string | undefined
  /** Where the reader stands. */
  readonly cursors: Cursors
  /** Any of them ends the stream: the request's, the process's. */
  readonly signals: readonly AbortSignal[]
  /** Asked with every beat, and when sessions ended: whether this one still stands. */
  readonly stillAllowed: () => Promise<boolean>
}

export interface SubscriberEvents {
  /** Drains again after it was full. */
  readonly onReady: () => void
  readonly onLeave: () => void
}

type Encode = (topic: string, id: string) => Uint8Array

const encoder = new TextEncoder()
const OPENING = encoder.encode('retry: 1000\n\nevent: beat\ndata: 1\n\n')
const BEAT = encoder.encode('event: beat\ndata: 1\n\n')
const TOO_MANY = encoder.encode('event: end\ndata: too-many\n\n')
const SIGNED_OUT = encoder.encode('event: end\ndata: signed-out\n\n')

/**
 * One stream of server-sent events. It is
 * - `ready`: takes pages
 * - `full`: the browser does not drain; takes nothing until it does, or is disconnected after 30 s
 * - `closed`
 */
export class Subscriber {
  readonly stream: ReadableStream<Uint8Array>
  private readonly options: SubscriberOptions
  private readonly events: SubscriberEvents
  private readonly cursors = new Map<string, number>()
  private readonly topicOf = new Map<string, string>()
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined
  private fullSince: number | undefined
  private readonly onAbort = () => this.close()

  constructor(options: SubscriberOptions, events: SubscriberEvents) {
    this.options = options
    this.events = events
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.controller = controller
          controller.enqueue(OPENING)
        },
        pull: () => this.drained(),
        cancel: () => this.left(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: HIGH_WATER_BYTES }),
    )
    for (const signal of options.signals) signal.addEventListener('abort', this.onAbort, { once: true })
    // The browser may have gone while it was being authorised; whoever opened this must get to see it leave.
    if (options.signals.some((signal) => signal.aborted)) queueMicrotask(this.onAbort)
  }

  get userId(): string {
    return this.options.userId
  }

  get sessionId(): string | undefined {
    return this.options.sessionId
  }

  get isReady(): boolean {
    return this.controller !== undefined && this.fullSince === undefined
  }

  /** Follows the source with this key under the name that the stream has for it. */
  join(key: string, topic: string): void {
    this.topicOf.set(key, topic)
    this.cursors.set(topic, this.options.cursors.get(topic) ?? 0)
  }

  cursor(key: string): number {
    return this.cursors.get(this.topicOf.get(key) ?? '') ?? 0
  }

  /** Sends a page that leads from this reader's cursor to `to`. */
  take(key: string, to: number, encode: Encode): void {
    const { controller } = this
    const topic = this.topicOf.get(key)
    if (controller === undefined || topic === undefined) return
    // Before the bytes go: the stream may ask for more while it takes them.
    this.cursors.set(topic, to)
    controller.enqueue(encode(topic, encodeCursors(this.cursors)))
    if (this.controller !== undefined && (controller.desiredSize ?? 0) <= 0) this.fullSince ??= Date.now()
  }

  beat(): void {
    if (this.fullSince !== undefined) {
      if (Date.now() - this.fullSince > STALLED_MS) this.close()
      return
    }
    this.controller?.enqueue(BEAT)
    void this.recheck()
  }

  /** Ends the stream if its session ended. Never rejects. */
  async recheck(): Promise<void> {
    try {
      if ((await this.options.stillAllowed()) || this.controller === undefined) return
      this.controller.enqueue(SIGNED_OUT)
      this.close()
    } catch (error) {
      log.warn('a session could not be checked; asking again', { reason: String(error) })
    }
  }

  /** Ends the stream in favour of a newer one of the same person, and says so: this one is not to come back. */
  giveWay(): void {
    this.controller?.enqueue(TOO_MANY)
    this.close()
  }

  private drained(): void {
    if (this.fullSince === undefined) return
    this.fullSince = undefined
    this.events.onReady()
  }

  private close(): void {
    const { controller } = this
    this.left()
    try {
      controller?.close()
    } catch {
      // The browser closed it in the same moment.
    }
  }

  private left(): void {
    if (this.controller === undefined) return
    this.controller = undefined
    for (const signal of this.options.signals) signal.removeEventListener('abort', this.onAbort)
    this.events.onLeave()
  }
}
