import { expect, it } from 'vitest'
import { PodLogs } from './pod-logs'

it('keeps a bounded amount of what requests write, and makes a text of it only when it is kept', () => {
  const written = new Map<string, (() => string) | undefined>()
  const logs = new PodLogs({ now: () => 7, kept: new Map(), onWritten: (pod, text) => written.set(pod, text) })
  for (let i = 0; i < 300; i++) logs.write('one', `${i} ${'x'.repeat(16_000)}`)
  const { lines } = logs.read('one')
  expect(lines.at(-1)?.text).toMatch(/^299 x{1020}$/)
  expect(lines.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(16_384)
  expect(written.get('one')?.().length).toBeLessThan(20_000)
  // Many pods have a bounded amount together; the oldest lines go.
  for (let pod = 0; pod < 100; pod++) for (let i = 0; i < 20; i++) logs.write(`pod-${pod}`, 'y'.repeat(1_024))
  const all = Array.from({ length: 100 }, (_, pod) => logs.read(`pod-${pod}`).lines).flat()
  expect(all.length).toBeLessThanOrEqual(512)
  expect(logs.read('pod-99').lines).toHaveLength(16)
  logs.forget('pod-99')
  expect(written.get('pod-99')).toBeUndefined()
  expect(logs.has('pod-99')).toBe(false)
})
