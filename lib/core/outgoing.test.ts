import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fetchFollowing } from './outgoing'

const close: (() => void)[] = []
beforeEach(() => vi.stubEnv('BUZZCRATE_ALLOWED_ADDRESSES', ''))
afterEach(() => {
  vi.unstubAllEnvs()
  for (const work of close.splice(0)) work()
})

async function server(answer: RequestListener): Promise<string> {
  const started = createServer(answer).listen(0, '127.0.0.1')
  await once(started, 'listening')
  close.push(() => started.close())
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`
}

it('follows redirects of an address that an admin named, but not for ever', async () => {
  const url = await server((request, response) => {
    if (request.url === '/file') response.end('here')
    else response.writeHead(302, { location: request.url === '/a' ? '/file' : '/again' }).end()
  })
  expect(await (await fetchFollowing(`${url}/a`)).text()).toBe('here')
  await expect(fetchFollowing(`${url}/again`)).rejects.toMatchObject({ code: 'redirect-refused' })
})

it.each(['file:///etc/passwd', 'ftp://example.org/', 'gopher://x/', 'http://['])(
  'does not follow to %s',
  async (to) => {
    const url = await server((_, response) => response.writeHead(302, { location: to }).end())
    await expect(fetchFollowing(url)).rejects.toMatchObject({ code: 'redirect-refused' })
  },
)
