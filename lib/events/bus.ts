import pg from 'pg'
import { env } from '@/lib/core/env'
import { inTurn } from '@/lib/core/in-turn'
import { log } from '@/lib/core/log'
import { pool } from '@/lib/db/pool'
import type { Bus } from '@/lib/ports/live'

interface Subscription {
  readonly onHint: (pointer: string) => void
  readonly onGap: () => void
}

const RECONNECT_FIRST_MS = 50
const RECONNECT_LONGEST_MS = 1_000
/** How often the connection is asked whether it still lives, and how long the answer may take. */
const PROBE_EVERY_MS = 10_000
const PROBE_TIMEOUT_MS = 5_000

/**
 * The bus on Postgres LISTEN/NOTIFY, over one connection of its own, opened at the first subscription. It is
 * - `closed`: nobody subscribed yet, or closed for good
 * - `connecting`: no hints come; retries with a growing delay
 * - `open`: listens to every topic that has a subscriber
 *
 * A subscription's `onGap` is called each time listening really begins, the first time too: look then, and every
 * later change is announced.
 */
export class PostgresBus implements Bus {
  private readonly url: string
  private readonly publisher: pg.Pool
  private readonly topics = new Map<string, Set<Subscription>>()
  private client: pg.Client | undefined
  private turn = inTurn()
  private connecting = false
  private closed = false
  private delayMs = RECONNECT_FIRST_MS
  private probe: NodeJS.Timeout | undefined

  constructor(url: string, publisher: pg.Pool) {
    this.url = url
    this.publisher = publisher
  }

  async publish(topic: string, pointer: string): Promise<void> {
    await this.publisher.query({ name: 'bus-publish', text: 'select pg_notify($1, $2)', values: [topic, pointer] })
  }

  subscribe(topic: string, onHint: (pointer: string) => void, onGap: () => void): () => void {
    const subscription = { onHint, onGap }
    const existing = this.topics.get(topic)
    const subscriptions = existing ?? new Set<Subscription>()
    subscriptions.add(subscription)
    this.topics.set(topic, subscriptions)
    if (this.client !== undefined) this.listen(this.client, topic, subscription)
    else this.connect()
    return () => {
      if (!subscriptions.delete(subscription) || subscriptions.size > 0) return
      this.topics.delete(topic)
      const { client } = this
      if (client === undefined) return
      const forget = () => client.query(`unlisten ${pg.escapeIdentifier(topic)}`)
      this.turn(forget).catch(() => this.reconnect(client))
    }
  }

  async close(): Promise<void> {
    this.closed = true
    this.topics.clear()
    clearInterval(this.probe)
    const { client } = this
    this.client = undefined
    await client?.end()
  }

  /** LISTEN again for a topic that is listened to already does nothing, and tells when it is sure to be in force. */
  private listen(client: pg.Client, topic: string, subscription: Subscription): void {
    this.turn(() => client.query(`listen ${pg.escapeIdentifier(topic)}`)).then(
      () => {
        if (this.topics.get(topic)?.has(subscription)) subscription.onGap()
      },
      () => this.reconnect(client),
    )
  }

  private connect(): void {
    if (this.connecting || this.closed || this.client !== undefined) return
    this.connecting = true
    void this.open().then(
      () => {
        this.connecting = false
        this.delayMs = RECONNECT_FIRST_MS
      },
      (error: unknown) => {
        this.connecting = false
        log.warn('the bus cannot reach Postgres', { reason: String(error) })
        setTimeout(() => this.connect(), this.delayMs).unref()
        this.delayMs = Math.min(this.delayMs * 2, RECONNECT_LONGEST_MS)
      },
    )
  }

  private async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'buzzcrate bus',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    })
    client.on('error', () => this.reconnect(client))
    client.on('end', () => this.reconnect(client))
    client.on('notification', ({ channel, payload }) => {
      for (const { onHint } of [...(this.topics.get(channel) ?? [])]) onHint(payload ?? '')
    })
    try {
      await client.connect()
      const listened = [...this.topics.keys()]
      if (listened.length > 0) {
        await client.query(listened.map((topic) => `listen ${pg.escapeIdentifier(topic)}`).join(';'))
      }
      if (this.closed) return void (await client.end())
      this.client = client
      this.turn = inTurn()
      this.probe = setInterval(() => this.check(client), PROBE_EVERY_MS)
      this.probe.unref()
      // What was subscribed while the statement above was under way is not in it.
      for (const [topic, subscriptions] of [...this.topics]) {
        for (const subscription of [...subscriptions]) {
          if (listened.includes(topic)) subscription.onGap()
          else this.listen(client, topic, subscription)
        }
      }
    } catch (error) {
      client.end().catch(() => undefined)
      throw error
    }
  }

  /** A connection cut without a word (a router restarted) would stay silent for hours. */
  private check(client: pg.Client): void {
    const timer = setTimeout(() => this.reconnect(client), PROBE_TIMEOUT_MS)
    this.turn(() => client.query('select 1')).then(
      () => clearTimeout(timer),
      () => {
        clearTimeout(timer)
        this.reconnect(client)
      },
    )
  }

  private reconnect(lost = this.client): void {
    if (this.client !== lost || lost === undefined) return
    this.client = undefined
    clearInterval(this.probe)
    lost.end().catch(() => undefined)
    if (!this.closed) log.warn('the bus lost its connection to Postgres')
    this.connect()
  }
}

// On globalThis: Next bundles a module more than once, and all copies must share one connection.
const KEY = Symbol.for('buzzcrate.bus')
const holder = globalThis as typeof globalThis & { [KEY]?: PostgresBus | undefined }

/** This process's bus, made at first use. */
export function bus(): PostgresBus {
  holder[KEY] ??= new PostgresBus(env().DATABASE_URL, pool())
  return holder[KEY]
}

/** A bus with a connection of its own, for tests and tools. */
export function openBus(url: string): PostgresBus {
  return new PostgresBus(url, pool())
}

export async function closeBus(): Promise<void> {
  const open = holder[KEY]
  holder[KEY] = undefined
  await open?.close()
}
