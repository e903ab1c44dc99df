import { createServer, type Server } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { freePort, loopbackOf, reachableUrls } from './free-port'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Takes any free port; resolves with its number. */
function takePort(): Promise<number> {
  const server = createServer()
  servers.push(server)
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}

it('takes the next port when the wanted one is taken', async () => {
  const taken = await takePort()
  expect(await freePort('127.0.0.1', taken)).toBeGreaterThan(taken)
  expect(await freePort('127.0.0.1', 0)).toBeGreaterThan(1023)
})

it('explains an address that this machine does not have', async () => {
  await expect(freePort('203.0.113.7', 0)).rejects.toMatchObject({ code: 'bad-host' })
})

it('names this machine first', () => {
  expect(reachableUrls('0.0.0.0', 3000)[0]).toBe('http://localhost:3000')
  expect(reachableUrls('127.0.0.1', 3000)).toEqual(['http://127.0.0.1:3000'])
  expect(reachableUrls('::1', 3000)).toEqual(['http://[::1]:3000'])
  expect(loopbackOf('0.0.0.0')).toBe('127.0.0.1')
})
