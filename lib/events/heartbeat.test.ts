import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Heartbeat } from './heartbeat'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('gives each member one beat a period, and never many at one instant', () => {
  const beats = new Map<number, number[]>()
  const heartbeat = new Heartbeat<number>(15_000, (member) => beats.get(member)?.push(Date.now()))
  // All at once, as browsers come back when a server was restarted.
  for (let member = 0; member < 200; member++) {
    beats.set(member, [])
    heartbeat.add(member)
  }
  vi.advanceTimersByTime(30_000)
  const instants = new Map<number, number>()
  for (const times of beats.values()) {
    const [first = 0, second = 0] = times
    expect(times).toHaveLength(2)
    expect(second - first).toBe(15_000)
    for (const time of times) instants.set(time, (instants.get(time) ?? 0) + 1)
  }
  expect(Math.max(...instants.values())).toBe(Math.ceil(200 / 60))
})

it('fills the places of those who left, and rests when nobody is there', () => {
  const beat = vi.fn<(member: number) => void>((member) => {
    if (member % 2 === 0) heartbeat.delete(member)
  })
  const heartbeat = new Heartbeat<number>(15_000, beat)
  for (let member = 0; member < 120; member++) heartbeat.add(member)
  vi.advanceTimersByTime(15_000)
  expect(beat).toHaveBeenCalledTimes(120)
  beat.mockClear()
  vi.advanceTimersByTime(15_000)
  expect(beat).toHaveBeenCalledTimes(60)
  expect(beat.mock.calls.every(([member]) => member % 2 === 1)).toBe(true)
  for (let member = 0; member < 120; member++) heartbeat.delete(member)
  expect(vi.getTimerCount()).toBe(0)
})
