import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '@/lib/core/errors'
import { type HttpsApi, startHttpsApi } from '@/lib/testing/https-api'
import { scaledMs } from '@/lib/testing/pace'
import { KubeTransport } from './kube-transport'

let api: HttpsApi | undefined
let transport: KubeTransport | undefined

afterEach(async () => {
  transport?.close()
  await api?.close()
})

/** What a reader gets of an answer that the server writes like this; `failure` is the code of the error that ended it. */
async function linesOf(write: (response: ServerResponse) => Promise<void>, silenceMs = 5_000) {
  api = await startHttpsApi((_, response) => void write(response))
  transport = new KubeTransport(api.kubeconfig)
  const lines: string[] = []
  try {
    const request = {
      path: '/watch',
      silenceMs: scaledMs(silenceMs),
      signal: new AbortController().signal,
      onOpen: () => undefined,
    }
    for await (const line of transport.lines(request)) lines.push(line)
    return { lines, failure: undefined }
  } catch (error) {
    return { lines, failure: error instanceof AppError ? error.code : String(error) }
  }
}

/** One chunk of the answer, in a segment of its own. */
const sent = (response: ServerResponse, chunk: string | Uint8Array) =>
  new Promise<void>((resolve) => response.write(chunk, () => setImmediate(resolve)))

describe('lines of an answer without end', () => {
  it('come whole however the answer is cut into chunks, in the middle of a character too', async () => {
    const bytes = Buffer.from('{"a":"Zürich 🐝"}\n{"b":1}\n')
    const { lines, failure } = await linesOf(async (response) => {
      for (const byte of bytes) await sent(response, Uint8Array.of(byte))
      response.end()
    })
    expect(failure).toBeUndefined()
    expect(lines.join('\n')).toBe('{"a":"Zürich 🐝"}\n{"b":1}')
  })

  it.each([
    ['a line', Buffer.from('{"b":')],
    ['a character', Buffer.from('{"b":"🐝').subarray(0, -2)],
  ])('leave out the rest when the connection breaks in the middle of %s, and fail', async (_, rest) => {
    const { lines, failure } = await linesOf(async (response) => {
      await sent(response, '{"a":1}\n')
      await sent(response, rest)
      response.socket?.destroy()
    })
    expect(lines).toEqual(['{"a":1}'])
    expect(failure).toBe('cluster-unreachable')
  })

  it('leave out the rest when the server ends the answer within a line', async () => {
    const { lines, failure } = await linesOf(async (response) => {
      await sent(response, '{"a":1}\n{"b":')
      response.end()
    })
    expect({ lines, failure }).toEqual({ lines: ['{"a":1}'], failure: undefined })
  })

  it('leave out the rest when the answer has no length and the connection is its end', async () => {
    const { lines, failure } = await linesOf(async (response) => {
      response.useChunkedEncodingByDefault = false
      response.setHeader('connection', 'close')
      await sent(response, '{"a":1}\n{"b":')
      response.end()
    })
    expect({ lines, failure }).toEqual({ lines: ['{"a":1}'], failure: undefined })
  })

  it('end when nothing comes for too long', async () => {
    const { lines, failure } = await linesOf((response) => sent(response, '{"a":1}\n{"b'), scaledMs(250))
    expect({ lines, failure }).toEqual({ lines: ['{"a":1}'], failure: undefined })
  })
})
