import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fetchFollowing, fetchWithin } from './outgoing'

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

describe('behind a proxy', () => {
  /** One that answers for everybody, and tells what it was asked for. */
  async function proxy(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string[]> {
    const asked: string[] = []
    const url = await server((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim())
      answer(request, response)
    })
    const { port } = new URL(url)
    vi.stubEnv('http_proxy', `http://anna:s3cret@127.0.0.1:${port}`)
    vi.stubEnv('https_proxy', `127.0.0.1:${port}`)
    vi.stubEnv('no_proxy', 'near.invalid')
    return asked
  }

  it('asks the proxy for a name that only the proxy knows', async () => {
    const asked = await proxy((_, response) => response.end('from far away'))
    expect(await (await fetchFollowing('http://releases.invalid/k3s')).text()).toBe('from far away')
    expect(asked).toEqual([`GET http://releases.invalid/k3s Basic ${btoa('anna:s3cret')}`])
  })

  it('asks for a tunnel for HTTPS', async () => {
    const asked: (string | undefined)[] = []
    const away = createServer().listen(0, '127.0.0.1')
    away.on('connect', (request, socket) => {
      asked.push(request.url)
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    })
    await once(away, 'listening')
    close.push(() => away.close())
    vi.stubEnv('https_proxy', `http://127.0.0.1:${(away.address() as AddressInfo).port}`)
    await expect(fetchFollowing('https://releases.invalid/k3s')).rejects.toThrow()
    expect(asked).toEqual(['releases.invalid:443'])
  })

  it('goes by itself to what NO_PROXY leaves out', async () => {
    const asked = await proxy((_, response) => response.end())
    await expect(fetchFollowing('http://near.invalid/')).rejects.toThrow()
    vi.stubEnv('BUZZCRATE_ALLOWED_ADDRESSES', '127.0.0.0/8')
    const here = await server((_, response) => response.end('here'))
    vi.stubEnv('no_proxy', '127.0.0.0/8')
    expect(await (await fetchFollowing(here)).text()).toBe('here')
    expect(asked).toEqual([])
  })

  it('does not fetch a forbidden address through it', async () => {
    const asked = await proxy((_, response) => response.end())
    await expect(fetchWithin('network', new URL('http://169.254.169.254/'), {})).rejects.toMatchObject({
      code: 'address-refused',
    })
    expect(asked).toEqual([])
  })
})
