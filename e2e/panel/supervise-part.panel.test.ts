import { afterEach, expect, it, vi } from 'vitest'
import { scaledMs } from '@/lib/testing/pace'
import { type SupervisedPart, supervisePart } from '@/workers/supervisor/supervise-part'

const parts: SupervisedPart[] = []
afterEach(() => Promise.all(parts.splice(0).map((part) => part.stop())))

/** Supervises a one-line program and records what is told of it. */
function program(code: string, stopMs = 5_000) {
  const lines: string[] = []
  const waits: number[] = []
  const pids: (number | undefined)[] = []
  const part = supervisePart({
    name: 'test',
    args: ['-e', code],
    cwd: '/',
    environment: { SECRET_OF_TEST: 'x' },
    stopMs,
    onLine: (line) => lines.push(line),
    onPid: (pid) => pids.push(pid),
    onCrash: (_how, nextTryMs) => waits.push(nextTryMs),
  })
  parts.push(part)
  part.start()
  return { part, lines, waits, pids }
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
