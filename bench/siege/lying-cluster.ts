import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { type HttpsApi, startHttpsApi } from '@/lib/testing/https-api'

/** What it writes again and again, to whoever lists or watches. */
const LIES: readonly ((turn: number) => string)[] = [
  () => 'x'.repeat(60_000),
  (turn) => `{"type":"ADDED","object":{"metadata":{"uid":"u${turn}","name":"n${turn}","resourceVersion":"1"}}}\n`,
  (turn) =>
    `{"type":"ADDED","object":{"metadata":{"uid":"u${turn}","resourceVersion":"1","f":"${'x'.repeat(500_000)}"}}}\n`,
]

/** An API server that sends without end, as fast as it is read. */
export function startLyingCluster(number: number): Promise<HttpsApi> {
  const lie = LIES[number % LIES.length] ?? (() => 'x')
  return startHttpsApi((request, response) => {
    const isList = number > 0 && !(request.url ?? '').includes('watch=')
    if (isList) response.end('{"metadata":{"resourceVersion":"1"},"items":[]}')
    else void withoutEnd(response, lie)
  })
}

async function withoutEnd(response: ServerResponse, lie: (turn: number) => string): Promise<void> {
  let gone = false
  response.on('close', () => {
    gone = true
  })
  for (let turn = 0; !gone; turn += 1) {
    if (response.write(lie(turn))) continue
    const room = new AbortController()
    await Promise.race([
      once(response, 'drain', { signal: room.signal }),
      once(response, 'close', { signal: room.signal }),
    ])
    room.abort()
  }
}
