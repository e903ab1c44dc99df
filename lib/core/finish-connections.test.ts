import { once } from 'node:events'
import { Agent, createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, it } from 'vitest'
import { finishConnections } from './finish-connections'

const ending = new AbortController()
finishConnections(ending.signal)

const portOf = (server: Server) => (server.address() as AddressInfo).port

async function ask(port: number, path: string, agent: Agent): Promise<IncomingMessage> {
  const [response]: IncomingMessage[] = await once(get({ port, path, agent }), 'response')
  if (response === undefined) throw new Error('no response')
  return response
}

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of response) parts.push(part)
  return Buffer.concat(parts).toString()
}

it('closes kept connections once the last answer is out, and not before', async () => {
  let stream: ServerResponse | undefined
  const server = createServer((request, response) => {
    if (request.url !== '/stream') return response.end('at once')
    stream = response
    return response.write('first, ')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  const agent = new Agent({ keepAlive: true })

  // A connection that waits for its next request, one without any, and one with an answer on the way.
  expect(await textOf(await ask(port, '/', agent))).toBe('at once')
  const silent = connect(port, '127.0.0.1')
  await once(silent, 'connect')
  const streamed = await ask(port, '/stream', agent)
  const inFlight = await ask(port, '/', agent)
  expect(await textOf(inFlight)).toBe('at once')

  const closed = once(server, 'close')
  const silentEnded = once(silent, 'close')
  server.close()
  ending.abort()
  const text = textOf(streamed)
  await new Promise((resolve) => setImmediate(resolve))
  expect(silent.destroyed).toBe(false)

  stream?.end('last')
  expect(await text).toBe('first, last')
  await Promise.all([closed, silentEnded])
  agent.destroy()
})
