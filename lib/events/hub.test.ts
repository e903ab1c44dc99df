import { expect, it, vi } from 'vitest'
import type { Bus } from '@/lib/ports/live'
import { busTopics } from './bus-topics'
import { Hub, MOST_STREAMS_A_PERSON, MOST_STREAMS_A_SESSION } from './hub'

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

it('keeps no more streams than a person can have use for, closes the oldest, and says why', async () => {
  const { hub } = classOf({ grace: 1 })
  const ended: string[] = []
  const open = (sessionId: string, name: string) => {
    const stream = hub.open(new Map(), {
      userId: 'ada',
      sessionId,
      cursors: new Map(),
      signals: [],
      stillAllowed: async () => true,
    })
    void (async () => {
      let text = ''
      for await (const chunk of stream) text += Buffer.from(chunk).toString()
      if (text.includes('event: end\ndata: too-many')) ended.push(name)
    })()
  }
  for (let turn = 0; turn < MOST_STREAMS_A_SESSION + 3; turn += 1) open('one', `one ${turn}`)
  await vi.waitFor(() => expect(ended).toEqual(['one 0', 'one 1', 'one 2']))
  expect(hub.size.streams).toBe(MOST_STREAMS_A_SESSION + 1)
  for (let turn = 0; turn < MOST_STREAMS_A_PERSON; turn += 1) open(`many ${turn}`, `many ${turn}`)
  await vi.waitFor(() => expect(ended).toHaveLength(MOST_STREAMS_A_SESSION + 3))
  // The person's own are all there; nobody else's were touched.
  expect(hub.size.streams).toBe(MOST_STREAMS_A_PERSON + 1)
})
