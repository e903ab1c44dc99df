import { expect, it } from 'vitest'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { openPool } from './pool'
import { type RunHold, RunHolds } from './run-holds'

const url = provideTestDatabase()

it('gives a hold back whole that was taken while the connection was being made again', async () => {
  const [one, other] = [new RunHolds(url()), new RunHolds(url())]
  const pool = openPool(url(), 1)
  try {
    for (let round = 0; round < 5; round++) {
      const before = await one.hold(`before-${round}`)
      const breaking = pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'buzzcrate holds' and datname = current_database()`,
      )
      // Asked without a pause, so that one of these comes after the loss and before all holds are taken again.
      const holds: RunHold[] = []
      const names: string[] = []
      for (let asked = 0; asked < 400; asked++) {
        const runId = `run-${round}-${asked}`
        const hold = await one.hold(runId).catch(() => undefined)
        if (hold !== undefined) {
          holds.push(hold)
          names.push(runId)
        }
      }
      await breaking
      await expect.poll(() => one.sinceReopenedMs).toBeLessThan(60_000)
      await Promise.all([...holds, before].map((hold) => hold?.release()))
      for (const runId of names) {
        const taken = await other.hold(runId)
        expect(taken, runId).toBeDefined()
        await taken?.release()
      }
    }
  } finally {
    await Promise.all([one.close(), other.close(), pool.end()])
  }
})
