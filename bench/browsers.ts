import { startPanel, type TestPanel } from '@/e2e/panel'
import { createFirstAccount } from '@/e2e/panel-account'
import { newId } from '@/lib/core/ids'
import { closeDatabase, db } from '@/lib/db/client'
import { LogWriter } from '@/lib/events/log-writer'
import { topics } from '@/lib/shared/live-stream'
import { runningPanel } from '@/workers/supervisor/panel-file'
import type { Bench } from './bench'
import { memoryMb } from './support/memory'
import { aboutCluster, chooseDatabase, seedCluster } from './support/seed-cluster'

const VIEWERS = 31
const LINES = 50_000

/** A finished run with a long log. */
async function seedLongRun(lines: number): Promise<{ clusterId: string; runId: string }> {
  const clusterId = await seedCluster(`bench-${newId()}`)
  const runId = newId()
  const plan = { recipe: 'bench', lanes: [], stages: [], nodes: [], onFailure: 'hold' }
  const data = { id: runId, number: 1, recipe: 'bench', title: 'Bench', plan, status: 'succeeded' }
  await db().run.create({ data: { ...data, ...(await aboutCluster(clusterId)), claimedBy: 'bench', actorId: 'bench' } })
  const log = new LogWriter().open(runId, 'bench', (line) => line)
  for (let line = 1; line <= lines; line++) {
    log.write(
      `machine-${line % 5}`,
      1,
      'out',
      `${line} Unpacking linux-image-6.12-arm64 over (6.1.0) and what belongs to it`,
    )
    if (line % 1_000 === 0) await log.flush()
  }
  await log.close()
  return { clusterId, runId }
}

/** What a browser does that opens a run's page: the page, then its one stream from the beginning of the log. */
async function openBrowser(
  panel: TestPanel,
  cookie: string,
  { clusterId, runId }: { clusterId: string; runId: string },
  lines: number,
): Promise<() => Promise<void>> {
  const headers = { cookie }
  await (await fetch(`${panel.url}/clusters/${clusterId}/runs/1`, { headers })).arrayBuffer()
  const closing = new AbortController()
  const names = [topics.home, topics.run(runId), topics.log(runId)].join(',')
  const stream = await fetch(`${panel.url}/api/live?topics=${names}`, { headers, signal: closing.signal })
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  const end = `${topics.log(runId)}=${lines}`
  for (let tail = ''; !tail.includes(end); ) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done) throw new Error('the stream ended before the log did')
    tail = (tail + value).slice(-300_000)
  }
  return async () => {
    closing.abort()
    await reader?.cancel().catch(() => undefined)
  }
}

export const bench: Bench = {
  about: 'memory that 31 browsers cost which look at one run with 50,000 lines',
  run: async ({ say, flags }) => {
    const viewers = Number(flags.get('viewers') || VIEWERS)
    const lines = Number(flags.get('lines') || LINES)
    const panel = await startPanel()
    try {
      const cookie = await createFirstAccount(panel)
      chooseDatabase(panel.databaseUrl)
      const run = await seedLongRun(lines)
      const memory = () => memoryMb(runningPanel(panel.dataDir)?.pid ?? 0)
      // One before, so that the server has loaded what the first page needs.
      await (await openBrowser(panel, cookie, run, lines))()
      const beforeMb = memory()
      say(`${viewers} browsers open a run of ${lines} lines`)
      let mostMb = beforeMb
      const watch = setInterval(() => {
        mostMb = Math.max(mostMb, memory())
      }, 100)
      const began = performance.now()
      const close = await Promise.all(Array.from({ length: viewers }, () => openBrowser(panel, cookie, run, lines)))
      const openMs = Math.round(performance.now() - began)
      clearInterval(watch)
      const extraMb = Math.round(Math.max(mostMb, memory()) - beforeMb)
      await Promise.all(close.map((each) => each()))
      return { viewers, lines, beforeMb: Math.round(beforeMb), extraMb, openMs }
    } finally {
      await closeDatabase()
      await panel.stop()
    }
  },
}
