import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import { startPanel } from '@/e2e/panel'
import { createFirstAccount } from '@/e2e/panel-account'
import { newId } from '@/lib/core/ids'
import { closeDatabase, db } from '@/lib/db/client'
import type { Bench } from './bench'
import type { FromViewers, FromWriter, ToViewers, ViewersTask, WriterTask } from './logs/messages'
import { nextMessage, startProcess } from './support/bench-process'
import { watchIdlePercent } from './support/idle-percent'
import { memoryMb } from './support/memory'
import { aboutCluster, chooseDatabase, seedCluster } from './support/seed-cluster'

/** A run that rests, so that only the bench writes its log. */
async function seedRun(): Promise<string> {
  const clusterId = await seedCluster(`bench-${newId()}`)
  const id = newId()
  const plan = { recipe: 'bench', lanes: [], stages: [], nodes: [], onFailure: 'hold' }
  const data = { id, number: 1, recipe: 'bench', title: 'Bench', plan, status: 'succeeded', claimedBy: 'bench' }
  await db().run.create({ data: { ...data, ...(await aboutCluster(clusterId)), actorId: 'bench' } })
  return id
}

const start = (file: string, task: ViewersTask | WriterTask): ChildProcess =>
  startProcess(path.join(import.meta.dirname, 'logs', file), task)

export const bench: Bench = {
  about: 'log lines of many machines, from the line in the worker to 200 viewers of the built panel (SSH not included)',
  run: async ({ say, flags }) => {
    const flag = (name: string, fallback: number) => Number(flags.get(name) || fallback)
    const sizes = {
      machines: flag('machines', 50),
      runs: flag('runs', 1),
      viewers: flag('viewers', 200),
      linesPerS: flag('rate', 2_000),
      seconds: flag('seconds', 20),
    }
    const panel = await startPanel()
    try {
      const cookie = await createFirstAccount(panel)
      chooseDatabase(panel.databaseUrl)
      const runIds = await Promise.all(Array.from({ length: sizes.runs }, () => seedRun()))
      const { viewers: count, machines, linesPerS, seconds } = sizes
      const viewers = start('viewers.ts', { url: panel.url, cookie, runIds, viewers: count })
      await nextMessage<FromViewers, 'connected'>(viewers, 'connected')
      say(`${count} viewers of ${runIds.length} runs; ${machines} machines write ${linesPerS} lines/s for ${seconds} s`)
      const burst = { burstRunId: await seedRun(), burstLines: flag('burst', 200_000) }
      const idlePercent = watchIdlePercent()
      const writer = start('writer.ts', { runIds, machines, linesPerS, seconds, ...burst })
      const written = await nextMessage<FromWriter, 'written'>(writer, 'written')
      const { heads, burstLinesPerS, storedP50Ms, storedP99Ms } = written
      const around = { idlePercent: idlePercent(), webMb: Math.round(memoryMb(panel.pid('web') ?? 0)) }
      const seen = nextMessage<FromViewers, 'seen'>(viewers, 'seen')
      viewers.send({ type: 'finish', heads } satisfies ToViewers)
      const { p50Ms, p99Ms, maxMs, lost, repeated, delivered } = await seen
      const deliveredPerS = Math.round(delivered / seconds)
      return {
        p50Ms,
        p99Ms,
        lost,
        repeated,
        burstLinesPerS,
        deliveredPerS,
        maxMs: Math.round(maxMs),
        storedP50Ms,
        storedP99Ms,
        ...around,
        ...sizes,
        linesPerS: written.linesPerS,
      }
    } finally {
      await closeDatabase()
      await panel.stop()
    }
  },
}
