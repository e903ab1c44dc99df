import { systemClock } from '@/lib/core/clock'
import { log } from '@/lib/core/log'
import { pool } from '@/lib/db/pool'

/** Longer than a database that works ever takes; well within the patience of whoever asks. */
const DATABASE_MS = 4_000

/** Whether this process can do its work: its database answers. Gives nothing else away, so anybody may ask. */
export async function checkHealth(): Promise<{ ok: boolean }> {
  const late = new AbortController()
  const tooLate = systemClock.delay(DATABASE_MS, late.signal).then(() => {
    throw new Error(`no answer within ${DATABASE_MS} ms`)
  })
  try {
    // A database that hangs must not make this process look as if it hung too.
    await Promise.race([pool().query('select 1'), tooLate])
    return { ok: true }
  } catch (error) {
    log.warn('the health check found no database', { error: error instanceof Error ? error : String(error) })
    return { ok: false }
  } finally {
    late.abort()
    tooLate.catch(() => undefined)
  }
}
