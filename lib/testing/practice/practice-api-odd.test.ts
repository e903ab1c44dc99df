import { Agent, createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveKubeRequest } from '@/lib/providers/practice/host/kube-http'
import { scaledMs } from '@/lib/testing/pace'
import { type KubeCall, oddKubeCall } from './odd-kube-call'
import { type PracticeApiHost, startPracticeApiHost } from './practice-api-host'

/** `FUZZ_RUNS=10000` tries harder than every change needs, `FUZZ_SEED` tries others. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 500)
const SEED = Number(process.env['FUZZ_SEED'] ?? 5)

let host: PracticeApiHost
let server: Server
let port = 0
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const broken: unknown[] = []

beforeAll(async () => {
  host = await startPracticeApiHost({ nodes: 1, images: ['nginx:1'] })
  // The product's own server speaks TLS with tokens, which costs more than everything behind it.
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://practice')
    serveKubeRequest({ api: host.cluster.api, kept: async () => undefined }, pathname, request, response).catch(
      (error: unknown) => {
        broken.push(error)
        response.destroy()
      },
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
})
afterAll(async () => {
  agent.destroy()
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  await host.close()
})

/** @returns the status and the text of the answer; of an answer that goes on, the status only */
function send({
  method,
  collection,
  name,
  subresource,
  query,
  contentType,
  accept,
  body,
}: KubeCall): Promise<{ code: number; text: string }> {
  const parts = [collection, name, subresource].filter((part) => part !== null)
  const path = `/${parts.join('/').replace(/^\/+/, '')}?${new URLSearchParams(query.map(([key, value]) => [key, value]))}`
  const sent = Buffer.from(method === 'GET' ? '' : body)
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': contentType, accept, 'content-length': sent.length }
    const outgoing = httpRequest({ port, host: '127.0.0.1', method, path, headers, agent }, (response) => {
      const code = response.statusCode ?? 0
      if (response.headers['content-length'] !== undefined)
        read(response).then((text) => resolve({ code, text }), reject)
      else {
        response.destroy()
        resolve({ code, text: '' })
      }
    })
    outgoing.on('error', reject)
    outgoing.end(sent)
  })
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

it('refuses an address that is none, before it asks who wants to know', async () => {
  const [server = ''] = /https:\S+/.exec(host.kubeconfig) ?? []
  const { hostname, port } = new URL(server)
  const code = await new Promise((resolve, reject) => {
    const options = { hostname, port, path: '//', agent: false, rejectUnauthorized: false } as const
    httpsRequest(options, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end()
  })
  expect(code).toBe(400)
  expect(host.errors).toEqual([])
})

it(
  'answers whatever it is sent as a real API server would: it refuses in words, and nothing breaks',
  async () => {
    const statuses: Record<number, number> = {}
    const property = fc.asyncProperty(oddKubeCall(), async (asked) => {
      const { code, text } = await send(asked).catch((error: unknown) => {
        throw broken.pop() ?? error
      })
      statuses[code] = (statuses[code] ?? 0) + 1
      // 501: what simulated containers cannot do.
      if (code >= 500 && code !== 501) throw new Error(`${code}: ${text}`)
      if (code < 400 || text === '404 page not found\n') return
      expect(JSON.parse(text)).toMatchObject({ kind: 'Status', code, message: expect.stringMatching(/\w{3,}/) })
    })
    await fc.assert(property, { numRuns: RUNS, seed: SEED })
    if (RUNS > 500) console.log(statuses)
    host.cluster.poke()
    expect(host.errors).toEqual([])
  },
  scaledMs(Math.max(30_000, RUNS * 60)),
)
