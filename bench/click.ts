import { startPanel } from '@/e2e/panel'
import { createFirstAccount } from '@/e2e/panel-account'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { closeDatabase, db } from '@/lib/db/client'
import { loadEvents } from '@/lib/events/run-journal'
import { scaledMs } from '@/lib/testing/pace'
import type { Bench } from './bench'
import { percentile } from './support/percentile'
import { chooseDatabase, seedCluster } from './support/seed-cluster'

const CLICKS = 200
const WARM_UP = 20

/** When the first step of the cluster's only run began, in milliseconds since the epoch. */
async function firstStepAt(clusterId: string): Promise<number> {
  return waitFor({
    look: async () => {
      const run = await db().run.findFirst({ where: { subjectId: clusterId }, select: { id: true } })
      const events = run === null ? [] : await loadEvents(run.id, 0)
      return events.find((event) => event.type === 'started')?.at
    },
    everyMs: 5,
    deadlineMs: scaledMs(10_000),
    onDeadline: () => new AppError('no-first-step', { userMessage: 'No step began within 10 s.' }),
    clock: systemClock,
    signal: new AbortController().signal,
  })
}

export const bench: Bench = {
  about: 'from the click (a real request to the panel) to the first step running in the worker',
  run: async ({ say, flags }) => {
    const clicks = Number(flags.get('clicks') || CLICKS)
    const panel = await startPanel()
    try {
      const cookie = await createFirstAccount(panel)
      chooseDatabase(panel.databaseUrl)
      const tookMs: number[] = []
      const answeredMs: number[] = []
      const warmUp = Math.min(WARM_UP, clicks)
      say(`${clicks} clicks, one after another`)
      for (let click = 0; click < warmUp + clicks; click++) {
        const name = `bench-${click}`
        const clusterId = await seedCluster(name)
        const clickedAt = Date.now()
        const response = await fetch(`${panel.url}/api/clusters/${clusterId}`, {
          method: 'DELETE',
          headers: { cookie, 'content-type': 'application/json' },
          body: JSON.stringify({ name }),
        })
        if (!response.ok) throw new Error(`the click was answered ${response.status}: ${await response.text()}`)
        const answer = Date.now() - clickedAt
        const startedAt = await firstStepAt(clusterId)
        if (click < warmUp) continue
        answeredMs.push(answer)
        tookMs.push(startedAt - clickedAt)
      }
      return {
        clicks,
        p50Ms: percentile(tookMs, 0.5),
        p99Ms: percentile(tookMs, 0.99),
        answerP50Ms: percentile(answeredMs, 0.5),
        answerP99Ms: percentile(answeredMs, 0.99),
      }
    } finally {
      await closeDatabase()
      await panel.stop()
    }
  },
}
