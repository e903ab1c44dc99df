import { expect, it } from 'vitest'
import type { LogLine } from '@/lib/contracts/runs'
import { db } from '@/lib/db/client'
import { LogAllowance } from '@/lib/events/log-allowance'
import { expiredLogs, logBytes, removeLogBatch } from '@/lib/events/log-retention'
import { readChunkRows, readLines, readLogPage, storedBytes } from '@/lib/events/log-table'
import { LogWriter } from '@/lib/events/log-writer'
import { runLogText } from '@/lib/features/runs/queries'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedRun } from '@/lib/testing/seed-run'
import { sweepLogs } from './sweep-logs'

provideTestDatabase()

const plain = (line: string) => line
const always = async () => true
const never = new AbortController().signal
const DAY_MS = 86_400_000

async function runOf(status: string, daysAgo = 0) {
  const { runId, ownerId } = await seedRun({ status })
  const at = new Date(Date.now() - daysAgo * DAY_MS)
  const endedAt = status === 'succeeded' ? at : null
  await db().run.update({ where: { id: runId }, data: { claimedBy: 'w1', createdAt: at, endedAt } })
  return { runId, actor: { userId: ownerId, role: 'member' } as const }
}

/** Many small rows, as a run leaves them. */
async function write(runId: string, lines: number, from = 1) {
  const log = new LogWriter({ flushEveryMs: 0 }).open(runId, 'w1', plain)
  for (let line = from; line < from + lines; line += 1) {
    log.write(line % 2 === 0 ? 'even' : 'odd', 1, 'out', `line ${line} ${'x'.repeat(100)}`)
    if (line % 100 === 0) await log.flush()
  }
  await log.close()
}

async function allLines(runId: string, after = 0): Promise<LogLine[]> {
  const lines: LogLine[] = []
  for await (const page of readLines(runId, after)) lines.push(...page)
  return lines
}

it('keeps bounded what a step writes without end, numbered without a gap', { timeout: scaledMs(60_000) }, async () => {
  const { runId, actor } = await runOf('running')
  const log = new LogWriter().open(runId, 'w1', (line) => line.replace('secret', '***'))
  log.write('quiet', 1, 'out', 'a word')
  // A tenth of a gigabyte.
  for (let block = 0; block < 1_000; block += 1) {
    for (let line = 1; line <= 1_000; line += 1)
      log.write('chatty', 1, 'out', `${block * 1_000 + line} secret ${'x'.repeat(90)}`)
    if (block % 50 === 0) await log.flush()
  }
  log.endStep('chatty')
  log.write('quiet', 1, 'out', 'another word')
  await log.close()
  const stored = await storedBytes(runId)
  expect(stored).toBeLessThan(12_000_000)
  const lines = await allLines(runId)
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1))
  const texts = lines.map(({ text }) => text)
  const gap = texts.findIndex((text) => /^[\d,]+ lines \([\d.]+ MB\) are left out here\.$/.test(text))
  const leftOut = Number(texts[gap]?.split(' ')[0]?.replaceAll(',', ''))
  // What is there, what was left out, and what says so: nothing else.
  expect(lines.length - 2 - 2 + leftOut).toBe(1_000_000)
  expect(texts[1]).toMatch(/^1 \*\*\* x/)
  expect(texts.slice(-2)).toEqual([expect.stringMatching(/^1000000 \*\*\* x/), 'another word'])
  expect(texts[gap - 1]).toMatch(/^This step writes very much/)
  // Everybody who reads sees the same: by pages, as a file, from anywhere on.
  expect((await readLogPage(runId, { after: gap, limit: 1 }))[0]?.text).toBe(texts[gap])
  expect((await readLogPage(runId, { before: gap + 2, limit: 1 }))[0]?.text).toBe(texts[gap])
  expect(await allLines(runId, gap)).toEqual(lines.slice(gap))
  let file = ''
  for await (const part of await runLogText(actor, runId)) file += part
  expect(file.split('\n')).toHaveLength(lines.length + 1)
  expect(file).not.toContain('secret')
  // Whoever takes the run over goes on with what is left of it.
  const later = new LogWriter().open(runId, 'w1', plain, new LogAllowance(stored, { ...SMALL, run: stored }))
  for (let line = 1; line <= 1_000; line += 1) later.write('late', 1, 'out', 'x'.repeat(100))
  await later.close()
  expect((await storedBytes(runId)) - stored).toBeLessThan(5_000)
})

const SMALL = { stepFirst: 100_000, stepLast: 1_000, run: 0, lateFirst: 1_000, lateLast: 1_000 }

it('removes logs by age in small batches, never those of a run that goes on, and says so in their place', async () => {
  const [old, young, going, resting] = [
    await runOf('succeeded', 91),
    await runOf('succeeded', 89),
    await runOf('running', 200),
    await runOf('held', 91),
  ]
  for (const { runId } of [old, young, going, resting]) await write(runId, 3_000)
  expect((await expiredLogs(90)).map(({ runId }) => runId).toSorted()).toEqual([old.runId, resting.runId].toSorted())
  // One batch is a beginning only; whoever reads now sees what is left behind a word.
  expect(await removeLogBatch(old.runId, 'test')).toBe(true)
  const half = await allLines(old.runId)
  expect(half[0]).toMatchObject({
    text: expect.stringMatching(/^The first [\d,]+ lines of this log were removed: test$/),
  })
  expect(half.at(-1)?.seq).toBe(3_000)
  expect(half.map(({ seq }) => seq)).toEqual(half.map((_, index) => 3_001 - half.length + index))
  expect(await removeLogBatch(going.runId, 'test')).toBe(false)

  expect(await sweepLogs({ days: 90, totalBytes: 1e12 }, always, never)).toBe(2)
  expect(await allLines(old.runId)).toMatchObject([
    { seq: 2_999, node: 'odd', text: 'The first 3,000 lines of this log were removed: logs are kept for 90 days.' },
    { seq: 3_000, node: 'even' },
  ])
  for (const { runId } of [young, going]) expect(await allLines(runId)).toHaveLength(3_000)
  // It was removed, and stays so.
  expect(await sweepLogs({ days: 90, totalBytes: 1e12 }, always, never)).toBe(0)

  // A run that goes on afterwards numbers its lines behind those that are gone.
  await db().run.update({ where: { id: resting.runId }, data: { status: 'running' } })
  await write(resting.runId, 10)
  expect((await allLines(resting.runId)).map(({ seq }) => seq)).toEqual([
    2_999,
    3_000,
    ...Array.from({ length: 10 }, (_, i) => 3_001 + i),
  ])
  // A reader who had seen half of it before gets what is new, and nothing twice.
  const rows = await readChunkRows(resting.runId, 1_500)
  expect(rows[0]).toMatchObject({ firstSeq: 2_999, lastSeq: 3_000 })
  expect((await allLines(resting.runId, 1_500)).map(({ seq }) => seq).slice(0, 3)).toEqual([2_999, 3_000, 3_001])
  expect((await allLines(resting.runId, 2_999)).map(({ seq }) => seq).slice(0, 2)).toEqual([3_000, 3_001])
})

it('removes the oldest logs until all take no more than they may, those of resting runs last', async () => {
  await db().run.deleteMany({})
  const [oldest, newer, going, resting] = [
    await runOf('succeeded', 3),
    await runOf('succeeded', 1),
    await runOf('running', 9),
    await runOf('stuck', 9),
  ]
  for (const { runId } of [oldest, newer, going, resting]) await write(runId, 2_000)
  const all = await logBytes()
  expect(await sweepLogs({ days: 90, totalBytes: all + 1 }, always, never)).toBe(0)
  expect(await sweepLogs({ days: 90, totalBytes: all * 0.8 }, always, never)).toBe(1)
  expect(await allLines(oldest.runId)).toHaveLength(2)
  expect(await allLines(newer.runId)).toHaveLength(2_000)
  expect(await sweepLogs({ days: 90, totalBytes: 10 }, always, never)).toBe(2)
  expect(await allLines(going.runId)).toHaveLength(2_000)
  expect(await allLines(resting.runId)).toHaveLength(2)
})

it('ends at the next batch when somebody else has the duty', async () => {
  await db().run.deleteMany({})
  const { runId } = await runOf('succeeded', 100)
  await write(runId, 9_000)
  let asked = 0
  const once = async () => ++asked === 1
  expect(await sweepLogs({ days: 90, totalBytes: 1e12 }, once, never)).toBe(0)
  expect((await allLines(runId)).length).toBeGreaterThan(2)
  expect(asked).toBe(2)
})
