import { log } from '@/lib/core/log'
import { pool } from '@/lib/db/pool'

/** Whether this process can do its work: its database answers. Gives nothing else away, so anybody may ask. */
export async function checkHealth(): Promise<{ ok: boolean }> {
  try {
    await pool().query('select 1')
    return { ok: true }
  } catch (error) {
    log.warn('the health check found no database', { error: error instanceof Error ? error : String(error) })
    return { ok: false }
  }
}
