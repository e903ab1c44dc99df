import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { systemClock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { KubeTransport } from '@/lib/kubernetes/kube-transport'
import { reflect } from '@/lib/kubernetes/live/reflector'
import { type ClusterState, watchCluster } from '@/lib/kubernetes/live/watch-cluster'
import { startHttpsApi } from '@/lib/testing/https-api'
import { watchMemory } from './watch-memory'

const cleanUp: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work()
})

async function hostile(answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>) {
  const api = await startHttpsApi((request, response) => void answer(request, response))
  cleanUp.push(() => api.close())
  const transport = new KubeTransport(api.kubeconfig)
  cleanUp.push(() => transport.close())
  return transport
}

/** Writes the same piece until nobody reads any more, no faster than it is read. */
async function withoutEnd(response: ServerResponse, piece: (turn: number) => string): Promise<void> {
  let gone = false
  response.on('close', () => {
    gone = true
  })
  for (let turn = 0; !gone; turn += 1) {
    if (response.write(piece(turn))) continue
    const room = new AbortController()
    const { signal } = room
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })])
    room.abort()
  }
}

const failureOf = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => Promise.reject(new Error('it worked')),
    (error: unknown) => (error instanceof AppError ? error : Promise.reject(error)),
  )

const never = new AbortController().signal
const Anything = z.object({ metadata: z.object({ uid: z.string() }) })
const object = (uid: string, filler = '') => JSON.stringify({ metadata: { uid, resourceVersion: '1', filler } })

describe('a hostile cluster', () => {
  it('is not read to the end of an answer that has none', async () => {
    const transport = await hostile((_, response) => withoutEnd(response, () => `"${'x'.repeat(60_000)}",`))
    const memory = watchMemory()
    const failure = await failureOf(transport.text({ path: '/api/v1/nodes', timeoutMs: 25_000, signal: never }))
    expect(failure).toMatchObject({ code: 'cluster-misbehaves', userMessage: expect.stringMatching(/without end/) })
    expect(memory.stop().grownMb).toBeLessThan(250)
  })

  it('is not read to the end of a refusal that has none', async () => {
    const transport = await hostile((_, response) => {
      response.statusCode = 403
      return withoutEnd(response, () => 'x'.repeat(60_000))
    })
    const request = { path: '/watch', silenceMs: 20_000, signal: never, onOpen: () => undefined }
    expect(await failureOf(transport.lines(request).next())).toMatchObject({ code: 'cluster-misbehaves' })
  })

  it('is not read to the end of a line that has none', async () => {
    const transport = await hostile((_, response) => withoutEnd(response, () => 'x'.repeat(10_000)))
    const memory = watchMemory()
    const request = { path: '/watch', silenceMs: 20_000, signal: never, onOpen: () => undefined }
    expect(await failureOf(transport.lines(request).next())).toMatchObject({ code: 'cluster-misbehaves' })
    expect(memory.stop().grownMb).toBeLessThan(150)
  })

  it('cannot send the panel on to another address', async () => {
    let asked = 0
    const inside = createServer((_, response) => {
      asked += 1
      response.end('{}')
    }).listen(0, '127.0.0.1')
    await once(inside, 'listening')
    cleanUp.push(() => void inside.close())
    const { port } = inside.address() as AddressInfo
    for (const status of [301, 302, 303, 307, 308]) {
      const transport = await hostile(async (_, response) => {
        response.writeHead(status, { location: `http://127.0.0.1:${port}/secret` }).end()
      })
      expect(await failureOf(transport.text({ path: '/version', signal: never }))).toMatchObject({
        code: 'cluster-misbehaves',
      })
      const request = { path: '/watch', silenceMs: 5_000, signal: never, onOpen: () => undefined }
      expect(await failureOf(transport.lines(request).next())).toMatchObject({ code: 'cluster-misbehaves' })
    }
    expect(asked).toBe(0)
  })

  it.each([
    [
      'ever new objects in a watch',
      async (request: IncomingMessage, response: ServerResponse) => {
        if (!request.url?.includes('watch=')) response.end(`{"metadata":{"resourceVersion":"1"},"items":[]}`)
        else await withoutEnd(response, (turn) => `{"type":"ADDED","object":${object(`u${turn}`)}}\n`)
      },
    ],
    [
      'large objects in a watch',
      async (request: IncomingMessage, response: ServerResponse) => {
        if (!request.url?.includes('watch=')) response.end(`{"metadata":{"resourceVersion":"1"},"items":[]}`)
        else {
          const filler = 'x'.repeat(1_000_000)
          await withoutEnd(response, (turn) => `{"type":"ADDED","object":${object(`u${turn}`, filler)}}\n`)
        }
      },
    ],
    [
      'a list that always goes on',
      async (_: IncomingMessage, response: ServerResponse) => {
        const items = Array.from({ length: 500 }, () => object(`u${Math.random()}`)).join(',')
        response.end(`{"metadata":{"resourceVersion":"1","continue":"more"},"items":[${items}]}`)
      },
    ],
  ])('cannot fill the mirror: %s', async (_, answer) => {
    const transport = await hostile(answer)
    const memory = watchMemory()
    const held = new Set<string>()
    const stop = new AbortController()
    const failures: string[] = []
    await reflect({
      transport,
      path: '/api/v1/pods',
      schema: Anything,
      silenceMs: 20_000,
      clock: systemClock,
      signal: stop.signal,
      onList: (items) => {
        held.clear()
        for (const item of items) held.add(item.metadata.uid)
      },
      onUpsert: (item) => held.add(item.metadata.uid),
      onRemove: (item) => held.delete(item.metadata.uid),
      onContact: () => undefined,
      onFailure: (failure) => {
        failures.push(failure.code)
        stop.abort()
      },
    })
    expect(failures).toEqual(['cluster-misbehaves'])
    expect(held.size).toBe(0)
    expect(memory.stop().grownMb).toBeLessThan(250)
  })

  it('shows as misbehaving in words in its live view', async () => {
    const transport = await hostile((_, response) => withoutEnd(response, () => 'x'.repeat(60_000)))
    const stop = new AbortController()
    const states: ClusterState[] = []
    await watchCluster({
      transport,
      clock: systemClock,
      signal: stop.signal,
      onState: async (state) => {
        states.push(state)
        if (state.connection.state === 'refused') stop.abort()
      },
    })
    expect(states.at(-1)?.connection.words).toMatch(/sends an answer without end/)
  })
})
