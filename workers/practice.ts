import { answerSupervisor } from '@/lib/core/answer-supervisor'
import { systemClock } from '@/lib/core/clock'
import { log } from '@/lib/core/log'
import { beginShutdown, shutdownSignal } from '@/lib/core/shutdown'
import { onSupervisorGone } from '@/lib/core/supervisor-gone'
import { isConnectionLoss } from '@/lib/db/connection-loss'
import { closePool, pool } from '@/lib/db/pool'

const ASK_MS = 1_000

/**
 * The process that simulates the practice machines, and does nothing else: what happens in them can end it, but nobody's
 * runs. Until there is a practice cluster, a board, or a cloud of one, it only looks for them: the simulation is not even loaded, which keeps it small.
 */
async function main(): Promise<void> {
  answerSupervisor()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => beginShutdown(signal))
  onSupervisorGone(() => beginShutdown('the supervisor ended'))
  const signal = shutdownSignal()
  await untilWanted(signal)
  if (!signal.aborted) {
    const { simulatePractice } = await import('./simulate-practice')
    await simulatePractice(signal).catch((error: unknown) => {
      log.error('the practice world ends', { error: error instanceof Error ? error : String(error) })
      process.exitCode = 1
    })
  }
  await closePool()
  process.exit()
}

async function untilWanted(signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await isWanted())) await systemClock.delay(ASK_MS, signal).catch(() => undefined)
}

async function isWanted(): Promise<boolean> {
  try {
    const { rowCount } = await pool().query(
      `select 1 from practice_cluster union all select 1 from practice_cloud
       union all select 1 from practice_board limit 1`,
    )
    return rowCount !== 0
  } catch (error) {
    // Postgres is restarting: it is asked again.
    if (isConnectionLoss(error)) return false
    throw error
  }
}

await main()
