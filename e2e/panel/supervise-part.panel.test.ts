import { afterEach, expect, it, vi } from 'vitest'
import { scaledMs } from '@/lib/testing/pace'
import { byMessage } from '@/workers/supervisor/part-answers'
import { type SupervisedPart, supervisePart } from '@/workers/supervisor/supervise-part'

const parts: SupervisedPart[] = []
afterEach(() => Promise.all(parts.splice(0).map((part) => part.stop())))

/** Supervises a one-line program and records what is told of it. */
function program(code: string, stopMs = 5_000, patienceMs?: number, niceness = 0) {
  const lines: string[] = []
  const waits: number[] = []
  const pids: (number | undefined)[] = []
  const silences: number[] = []
  const part = supervisePart({
    name: 'test',
    args: ['-e', code],
    cwd: '/',
    environment: { SECRET_OF_TEST: 'x' },
    stopMs,
    niceness,
    onLine: (line) => lines.push(line),
    onPid: (pid) => pids.push(pid),
    onCrash: (_how, nextTryMs) => waits.push(nextTryMs),
    ...(patienceMs === undefined
      ? {}
      : { answers: { ask: byMessage, patienceMs, onSilent: (silentMs: number) => silences.push(silentMs) } }),
  })
  parts.push(part)
  part.start()
  return { part, lines, waits, pids, silences }
}

it('passes lines on and ends politely', async () => {
  const { part, lines, waits } = program(
    `process.on('SIGTERM', () => { console.log('bye'); process.exit(0) }); console.log('up'); setInterval(() => {}, 1000)`,
  )
  await vi.waitFor(() => expect(lines).toEqual(['up']), scaledMs(30_000))
  await part.stop()
  await vi.waitFor(() => expect(lines).toEqual(['up', 'bye']), scaledMs(30_000))
  expect(part.pid()).toBeUndefined()
  expect(waits).toEqual([])
})

it('lets a program stand back from others, all its threads', async () => {
  const threads = `for (const t of require('fs').readdirSync('/proc/self/task')) console.log(require('os').getPriority(Number(t)))`
  const { lines } = program(`setTimeout(() => { ${threads} }, 200)`, 5_000, undefined, 7)
  await vi.waitFor(() => expect(lines.length).toBeGreaterThan(4), scaledMs(30_000))
  expect(new Set(lines)).toEqual(new Set(['7']))
})

it('lets the whole session of a program stand back, where the processor is shared between sessions first', async () => {
  const group = '/proc/self/autogroup'
  const { lines } = program(
    `setTimeout(() => console.log(require('fs').existsSync('${group}') ? require('fs').readFileSync('${group}', 'utf8').trim() : 'none nice 7'), 200)`,
    5_000,
    undefined,
    7,
  )
  await vi.waitFor(() => expect(lines).toEqual([expect.stringMatching(/ nice 7$/)]), scaledMs(30_000))
})

it('starts a program again that ends by itself, ever slower', async () => {
  const { waits, pids } = program('process.exit(3)')
  await vi.waitFor(() => expect(waits).toEqual([250, 500, 1000]), scaledMs(60_000))
  expect(new Set(pids.filter((pid) => pid !== undefined)).size).toBe(3)
})

it('ends a program that does not listen', async () => {
  const { part, lines } = program(
    `process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)`,
    200,
  )
  await vi.waitFor(() => expect(lines).toEqual(['up']), scaledMs(30_000))
  await part.stop()
  expect(part.pid()).toBeUndefined()
})

it('starts a program again whose event loop is blocked, and leaves one alone that answers', async () => {
  const answer = `process.on('message', (word) => process.send(word));`
  const well = program(`${answer} console.log('up')`, 5_000, scaledMs(3_000))
  const hung = program(`${answer} setTimeout(() => { for (;;); }, 1000)`, 5_000, scaledMs(3_000))
  await vi.waitFor(() => expect(hung.waits.length).toBeGreaterThan(0), scaledMs(60_000))
  expect(hung.silences[0]).toBeGreaterThanOrEqual(scaledMs(3_000))
  expect(well.waits).toEqual([])
  expect(well.lines).toEqual(['up'])
})
