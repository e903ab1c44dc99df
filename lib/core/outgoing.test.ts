import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { assertElsewhere, fetchFollowing, guardedLookup, isOwnAddress } from './outgoing'

const close: (() => void)[] = []
afterEach(() => {
  for (const work of close.splice(0)) work()
})

async function server(answer: RequestListener): Promise<string> {
  const started = createServer(answer).listen(0, '127.0.0.1')
  await once(started, 'listening')
  close.push(() => started.close())
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`
}

it.each([
  '127.0.0.1',
  '127.8.9.1',
  '0.0.0.0',
  '169.254.169.254',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  '[::1]',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  'fe80::1%eth0',
])('knows %s as its own', (address) => expect(isOwnAddress(address)).toBe(true))

it.each(['192.168.1.4', '10.0.0.1', '172.16.0.9', '100.64.0.1', 'fd00::9', '8.8.8.8', '2001:db8::1', 'pi.local'])(
  'lets %s pass',
  (address) => expect(isOwnAddress(address)).toBe(false),
)

it('refuses numbers that only look like something else', () => {
  for (const text of ['http://2130706433/', 'http://0x7f.1/', 'http://127.1:80/', 'http://[::ffff:7f00:1]/']) {
    expect(() => assertElsewhere(new URL(text)), text).toThrow(/leads back/)
  }
})

it('refuses a name that leads to this machine at the moment of connecting', async () => {
  const answer = vi.fn()
  guardedLookup('localhost', { all: true }, answer)
  await vi.waitFor(() => expect(answer).toHaveBeenCalledOnce())
  expect(answer.mock.calls[0]?.[0]).toMatchObject({ code: 'address-refused' })
})

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
