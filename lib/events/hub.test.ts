import { expect, it } from 'vitest'
import type { Bus } from '@/lib/ports/live'
import { busTopics } from './bus-topics'
import { Hub } from './hub'

/** Sessions by user, each of whose checks stays open until `answer` is called. */
function classOf(sizes: Readonly<Record<string, number>>) {
  const listeners = new Map<string, { onHint: (pointer: string) => void; onGap: () => void }>()
  const bus: Bus = {
    publish: async () => undefined,
    subscribe: (topic, onHint, onGap) => {
      listeners.set(topic, { onHint, onGap })
      return () => void listeners.delete(topic)
    },
  }
  const hub = new Hub(bus)
  const asked: string[] = []
  const open: ((allowed: boolean) => void)[] = []
  for (const [userId, size] of Object.entries(sizes)) {
    for (let stream = 0; stream < size; stream++) {
      const stillAllowed = () => {
        asked.push(userId)
        return new Promise<boolean>((resolve) => open.push(resolve))
      }
      hub.open(new Map(), { userId, cursors: new Map(), signals: [], stillAllowed })
    }
  }
  const answer = async (allowed: boolean) => {
    for (const resolve of open.splice(0)) resolve(allowed)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { hub, asked, open, answer, listener: () => listeners.get(busTopics.sessions) }
}

it('asks after a few sessions at a time when hints may have been lost, and after all of them', async () => {
  const { asked, open, answer, listener } = classOf({ ada: 30, grace: 1 })
  listener()?.onGap()
  let most = 0
  while (open.length > 0) {
    most = Math.max(most, open.length)
    await answer(true)
  }
  expect(most).toBe(4)
  expect(asked).toHaveLength(31)
})

it('asks only after the sessions of the user whom a hint names, and ends those that ended', async () => {
  const { hub, asked, open, answer, listener } = classOf({ ada: 3, grace: 20 })
  listener()?.onHint('ada')
  while (open.length > 0) await answer(false)
  expect(asked).toEqual(['ada', 'ada', 'ada'])
  expect(hub.size.streams).toBe(20)
})
