import type pg from 'pg'
import type { Clock } from '@/lib/core/clock'
import { newId } from '@/lib/core/ids'
import type { RateLimit, RateLimits, RatePlace } from '@/lib/ports/rate-limits'
import { pool as panelPool } from './pool'

/** A place that others hold a lock on just now is not seen as free; it is a moment later. */
const SHORTEST_WAIT_MS = 20

/**
 * Limits that all workers keep together. Places are rows, time is the database's: workers whose clocks differ count the
 * same. A worker that dies gives its places back when their leases end.
 */
export class PostgresRateLimits implements RateLimits {
  private readonly clock: Clock
  private readonly pool: pg.Pool
  /** Limits whose rows this process has seen to. */
  private readonly known = new Set<string>()

  constructor(clock: Clock, pool: pg.Pool = panelPool()) {
    this.clock = clock
    this.pool = pool
  }

  async take(limit: RateLimit, leaseMs: number, signal: AbortSignal): Promise<RatePlace> {
    await this.makeRows(limit)
    const takenBy = newId()
    for (;;) {
      signal.throwIfAborted()
      const place = await this.tryTake(limit, leaseMs, takenBy)
      if (place !== undefined) return { done: () => this.done(limit, place, takenBy) }
      await this.clock.delay(Math.max(SHORTEST_WAIT_MS, await this.waitOf(limit)), signal)
    }
  }

  async pause(key: string, forMs: number): Promise<void> {
    await this.pool.query({
      name: 'rate-pause',
      text: `insert into rate_pause (key, until) values ($1, clock_timestamp() + $2 * interval '1 ms')
             on conflict (key) do update set until = greatest(rate_pause.until, excluded.until)`,
      values: [key, forMs],
    })
  }

  private async makeRows({ key, most }: RateLimit): Promise<void> {
    const name = `${key} ${most}`
    if (this.known.has(name)) return
    await this.pool.query({
      name: 'rate-rows',
      text: `insert into rate_place (key, place, "freeAt") select $1, place, 'epoch' from generate_series(1, $2::int) place
             on conflict do nothing`,
      values: [key, most],
    })
    this.known.add(name)
  }

  private async tryTake(
    { key, most, windowMs }: RateLimit,
    leaseMs: number,
    takenBy: string,
  ): Promise<number | undefined> {
    const { rows } = await this.pool.query<{ place: number }>({
      name: 'rate-take',
      text: `with free as (
               select place from rate_place
               where key = $1 and place <= $2 and "freeAt" <= clock_timestamp()
                 and not exists (select from rate_pause where key = $1 and until > clock_timestamp())
               order by "freeAt" limit 1 for update skip locked
             )
             update rate_place as taken
             set "freeAt" = clock_timestamp() + $3 * interval '1 ms', "isUnderWay" = true, "takenBy" = $4
             from free where taken.key = $1 and taken.place = free.place returning taken.place`,
      values: [key, most, leaseMs + windowMs, takenBy],
    })
    return rows[0]?.place
  }

  /** Until the soonest place is free: what is under way now is free one window after its end, so not before one from now. */
  private async waitOf({ key, most, windowMs }: RateLimit): Promise<number> {
    const { rows } = await this.pool.query<{ waitMs: number }>({
      name: 'rate-wait',
      text: `select (extract(epoch from greatest(
                 min(case when "isUnderWay" then least("freeAt", clock_timestamp() + $3 * interval '1 ms') else "freeAt" end),
                 (select until from rate_pause where key = $1)
               ) - clock_timestamp()) * 1000)::float8 as "waitMs"
             from rate_place where key = $1 and place <= $2`,
      values: [key, most, windowMs],
    })
    return Math.ceil(rows[0]?.waitMs ?? 0)
  }

  private async done({ key, windowMs }: RateLimit, place: number, takenBy: string): Promise<void> {
    await this.pool.query({
      name: 'rate-done',
      text: `update rate_place set "freeAt" = clock_timestamp() + $4 * interval '1 ms', "isUnderWay" = false
             where key = $1 and place = $2 and "takenBy" = $3`,
      values: [key, place, takenBy, windowMs],
    })
  }
}
