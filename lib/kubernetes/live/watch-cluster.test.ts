import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import type { EndlessRequest, KubeRequest } from '../kube-transport'
import { readFixture } from './fixtures/read-fixture'
import { type ClusterState, watchCluster } from './watch-cluster'

const RawEvents = z.array(z.looseObject({ metadata: z.looseObject({ uid: z.string() }), reason: z.string() }))

/** An API server that lists nothing; its watch of events says `events`, one after the other, and stays open. */
class EventfulServer {
  private readonly events: readonly object[]
  private said = 0

  constructor(events: readonly object[]) {
    this.events = events
  }

  async json<T>(schema: z.ZodType<T>, _request: KubeRequest): Promise<T> {
    return schema.parse({ metadata: { resourceVersion: '10' }, items: [] })
  }

  async *lines({ path, signal, onOpen }: EndlessRequest): AsyncGenerator<string> {
    onOpen()
    if (path.endsWith('/events')) {
      for (const object of this.events.slice(this.said)) {
        yield JSON.stringify({ type: 'ADDED', object })
        this.said += 1
      }
    }
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
}

const immediateClock = {
  now: () => Date.parse('2026-11-23T05:30:00Z'),
  delay: (_: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) reject(signal.reason)
      else setImmediate(resolve)
    }),
}

/** The states that were told until one of them fulfils `until`. */
async function statesOf(server: EventfulServer, until: (state: ClusterState) => boolean): Promise<ClusterState[]> {
  const stop = new AbortController()
  const states: ClusterState[] = []
  await watchCluster({
    transport: server,
    clock: immediateClock,
    signal: stop.signal,
    onState: async (state) => {
      states.push(state)
      if (until(state) || states.length > 1_000) stop.abort(new AppError('test-over', { userMessage: 'over' }))
    },
  })
  return states
}

describe('watchCluster', () => {
  it('shows events that come while it watches, and stays live', async () => {
    const events = RawEvents.parse(readFixture('events'))
    const known = events.map((event, index) => ({
      ...event,
      metadata: { ...event.metadata, resourceVersion: String(11 + index) },
    }))
    const repeated = known.slice(0, 3).map((event) => ({ ...event, count: 7 }))
    const server = new EventfulServer([...known, ...repeated])
    const states = await statesOf(server, ({ rows }) =>
      Object.values(rows?.events ?? {}).some(({ count }) => count === 7),
    )
    expect(states.filter(({ connection }) => connection.state === 'refused')).toEqual([])
    expect(Object.keys(states.at(-1)?.rows?.events ?? {}).length).toBeGreaterThan(1)
  })
})
