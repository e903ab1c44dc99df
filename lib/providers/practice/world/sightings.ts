import { db } from '@/lib/db/client'
import type { SightingKind } from '@/lib/shared/practice/sighting'

/** The same again is written once in so long. */
const AGAIN_MS = 60_000
const MOST_KNOWN = 2_000

/** Keeps what people were seen to do with a cluster: the first time at once, then once a minute. */
export class Sightings {
  private readonly written = new Map<string, number>()
  private readonly onError: (clusterId: string, error: unknown) => void
  private readonly now: () => number

  constructor(onError: (clusterId: string, error: unknown) => void, now: () => number = Date.now) {
    this.onError = onError
    this.now = now
  }

  /** Returns at once: whoever was seen does not wait for it. What could not be written is, the next time. */
  note(clusterId: string, kind: SightingKind): void {
    const key = `${clusterId}/${kind}`
    const before = this.written.get(key)
    if (before !== undefined && this.now() - before < AGAIN_MS) return
    if (this.written.size >= MOST_KNOWN) this.written.clear()
    this.written.set(key, this.now())
    write(clusterId, kind, new Date(this.now())).catch((error: unknown) => {
      this.written.delete(key)
      this.onError(clusterId, error)
    })
  }
}

async function write(clusterId: string, kind: SightingKind, at: Date): Promise<void> {
  // The cluster may have gone this very moment: then there is nothing to note.
  await db().$executeRaw`
    insert into cluster_sighting ("clusterId", kind, "firstAt", "lastAt")
    select id, ${kind}, ${at}, ${at} from cluster where id = ${clusterId}
    on conflict ("clusterId", kind) do update set "lastAt" = excluded."lastAt"`
}

/** Programs that fetch addresses name themselves; browsers have called themselves this since 1994. */
export const isBrowser = (userAgent: string | undefined): boolean => /^Mozilla\//.test(userAgent ?? '')
