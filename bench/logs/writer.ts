import { closeDatabase } from '@/lib/db/client'
import { bus, closeBus } from '@/lib/events/bus'
import { busTopics } from '@/lib/events/bus-topics'
import { LogWriter, type RunLog } from '@/lib/events/log-writer'
import { Redactor } from '@/lib/events/redactor'
import { percentile } from '../support/percentile'
import { type FromWriter, stamp, type WriterTask } from './messages'

// The worker's side of the logs bench: the lines of many machines, through the redactor into the tables.
const task: WriterTask = JSON.parse(process.argv[2] ?? '')
const TICK_MS = 5
const FILLER = 'Unpacking linux-image-6.12-arm64 over (6.1.0) and setting up what belongs to it '

const writer = new LogWriter()
const redactor = new Redactor()
redactor.add('K10d5f3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a09f8::server:5f4e3d2c1b0a9f8e')
redactor.add('correct horse battery staple')

const open = (runId: string) => writer.open(runId, 'bench', (line) => redactor.redact(line))
const logs: readonly (readonly [string, RunLog])[] = task.runIds.map((runId) => [runId, open(runId)])
const counts = new Map<string, number>(task.runIds.map((runId) => [runId, 0]))
const stamps = new Map<string, number[]>(task.runIds.map((runId) => [runId, []]))
const storedMs: number[] = []

/** From now on measures when the run's lines are announced, the first thing that any viewer can see of them. */
function watchStored(runId: string): Promise<void> {
  const waiting = stamps.get(runId) ?? []
  let stored = 0
  const onHint = (pointer: string) => {
    const now = stamp()
    for (const at of waiting.slice(stored, Number(pointer))) storedMs.push(now - at)
    stored = Number(pointer)
  }
  return new Promise((resolve) => bus().subscribe(busTopics.runLog(runId), onHint, resolve))
}

function writeLine(number: number): void {
  const machine = number % task.machines
  const entry = logs[machine % logs.length]
  if (entry === undefined) return
  const [runId, runLog] = entry
  const seq = (counts.get(runId) ?? 0) + 1
  counts.set(runId, seq)
  const at = stamp()
  stamps.get(runId)?.push(at)
  runLog.write(`machine-${machine}`, 1, 'out', `${at.toFixed(2)} ${seq} ${FILLER}`)
}

await Promise.all(task.runIds.map(watchStored))
const startedAt = performance.now()
let written = 0
await new Promise<void>((resolve) => {
  const timer = setInterval(() => {
    const elapsedMs = performance.now() - startedAt
    const due = Math.min(elapsedMs / 1000, task.seconds) * task.linesPerS
    while (written < due) writeLine(written++)
    if (elapsedMs < task.seconds * 1000) return
    clearInterval(timer)
    resolve()
  }, TICK_MS)
})
await Promise.all(logs.map(([, runLog]) => runLog.flush()))
const tookMs = performance.now() - startedAt

const burst = open(task.burstRunId)
const burstAt = performance.now()
for (let line = 1; line <= task.burstLines; line++) {
  burst.write(`machine-${line % task.machines}`, 1, 'out', `${stamp().toFixed(2)} ${line} ${FILLER}`)
  if (line % 1_000 === 0) await (writer.room() ?? new Promise((resolve) => setImmediate(resolve)))
}
await burst.flush()
const burstMs = performance.now() - burstAt

const message: FromWriter = {
  type: 'written',
  heads: Object.fromEntries(counts),
  linesPerS: Math.round((written / tookMs) * 1000),
  burstLinesPerS: Math.round((task.burstLines / burstMs) * 1000),
  storedP50Ms: percentile(storedMs, 0.5),
  storedP99Ms: percentile(storedMs, 0.99),
}
process.send?.(message)
await closeBus()
await closeDatabase()
