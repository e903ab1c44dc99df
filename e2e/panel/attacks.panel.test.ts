import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPanel, type TestPanel } from '@/e2e/panel'
import { ADA, createFirstAccount } from '@/e2e/panel-account'
import { PanelClient } from '@/e2e/panel-client'
import { rawRequest } from '@/e2e/raw-request'
import { openApiDocument } from '@/lib/contracts/openapi-document'
import { scaledMs } from '@/lib/testing/pace'

let panel: TestPanel
let cookie: string
let client: PanelClient
const PAGES = [
  '/',
  '/machines',
  '/clusters',
  '/clusters/new',
  '/keys',
  '/clouds',
  '/apps',
  '/releases',
  '/users',
  '/settings',
]
const OPEN_PAGES = ['/sign-in', '/setup', '/choose-password', '/no/such/page']

beforeAll(async () => {
  panel = await startPanel()
  cookie = await createFirstAccount(panel)
  client = new PanelClient(panel.url, cookie)
})
afterAll(async () => {
  await panel?.stop()
})

const page = (path: string) => rawRequest(panel.url, path, { headers: { cookie } })
const post = (path: string, headers: Record<string, string>, body = '{}') =>
  rawRequest(panel.url, path, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', ...headers },
    body,
  })

describe('every page', () => {
  it.each([...PAGES, ...OPEN_PAGES])('%s runs no script but its own, and stands in no frame', async (path) => {
    const { headers, text } = await page(path)
    const policy = String(headers['content-security-policy'])
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
    expect(nonce.length).toBeGreaterThan(15)
    const directives = new Map(policy.split('; ').map((one) => [one.split(' ')[0], one]))
    expect(directives.get('script-src')).toBe(`script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`)
    expect(directives.get('script-src-attr')).toBe("script-src-attr 'none'")
    expect(directives.get('default-src')).toBe("default-src 'self'")
    for (const name of ['object-src', 'base-uri', 'frame-ancestors']) expect(directives.get(name)).toContain("'none'")
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['x-content-type-options']).toBe('nosniff')
    // Whatever script stands in the page has the nonce, and no tag has a handler.
    const scripts = text.match(/<script\b[^>]*>/g) ?? []
    if (text.includes('<html')) expect(scripts.length).toBeGreaterThan(0)
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([])
    expect(text.match(/<[a-z]+\b[^>]*\son[a-z]+=/gi) ?? []).toEqual([])
    const again = await page(path)
    expect(String(again.headers['content-security-policy'])).not.toContain(nonce)
  })
})

describe('another site', () => {
  const evil = [
    { origin: 'http://evil.test' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    // Who says so is no proxy.
    { origin: 'http://evil.test', 'x-forwarded-host': 'evil.test' },
  ]
  it.each(evil)('gets nothing done by a browser that is signed in: %j', async (headers) => {
    const answer = await post('/api/ssh-keys', headers, JSON.stringify({ name: 'planted' }))
    expect(answer.status).toBe(403)
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    expect(await client.call('GET', '/api/ssh-keys')).toEqual({ keys: [] })
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'cannot send a form as JSON (%s)',
    async (type) => {
      const answer = await post('/api/ssh-keys', { 'content-type': type }, JSON.stringify({ name: 'planted' }))
      expect(answer.status).toBe(400)
      expect(await client.call('GET', '/api/ssh-keys')).toEqual({ keys: [] })
    },
  )

  it('is not allowed to read anything', async () => {
    const preflight = await rawRequest(panel.url, '/api/clusters', {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.test', 'access-control-request-method': 'DELETE' },
    })
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined()
    const read = await rawRequest(panel.url, '/api/clusters', { headers: { cookie, origin: 'http://evil.test' } })
    expect(read.headers['access-control-allow-origin']).toBeUndefined()
    expect(read.headers['cross-origin-resource-policy']).toBe('same-origin')
  })
})

describe('an address made for it', () => {
  const elsewhere = [
    'https://evil.test/',
    '//evil.test/',
    '/\\evil.test/',
    '\\\\evil.test',
    '/%09/evil.test',
    '/%5cevil.test',
    'javascript:alert(1)',
    '/\n/evil.test',
    'http:evil.test',
  ]
  it.each(elsewhere)('leads nobody to another site: %j', async (target) => {
    for (const wanted of [target, encodeURIComponent(target)]) {
      if (/[\n]/.test(wanted)) continue
      const signedIn = await page(`/sign-in?next=${wanted}`)
      const to = new URL(signedIn.headers.location ?? '/', panel.url)
      expect(to.host).toBe(new URL(panel.url).host)
      const signedOut = await rawRequest(panel.url, `/sign-in?next=${wanted}`)
      // The form goes where its `next` says: the home page, for whatever is no page of this panel.
      const next = /\\?"next\\?":\\?"([^"\\]*)/.exec(signedOut.text)?.[1] ?? '/'
      expect(new URL(next, panel.url).host).toBe(new URL(panel.url).host)
    }
  })

  it('makes no header of its own', async () => {
    const crlf = '%0d%0aset-cookie:%20planted=1%0d%0a%0d%0a<script>alert(1)</script>'
    for (const path of [
      `/${crlf}`,
      `/sign-in?next=/${crlf}`,
      `/clusters/${crlf}`,
      `/api/runs/${crlf}`,
      `/api/live?topics=${crlf}`,
    ]) {
      for (const headers of [{}, { cookie }]) {
        const answer = await rawRequest(panel.url, path, { headers })
        expect(answer.headers['set-cookie'] ?? []).toEqual([])
        const isPage = !answer.headers['content-type']?.includes('json')
        if (isPage) expect(answer.text).not.toContain('<script>alert(1)</script>')
        expect(answer.status).toBeLessThan(500)
      }
    }
  })

  it('with a foreign Host header leads nobody to that host', async () => {
    for (const headers of [{ host: 'evil.test' }, { 'x-forwarded-host': 'evil.test' }] as Record<string, string>[]) {
      const { headers: answered } = await rawRequest(panel.url, '/machines', { headers })
      expect(answered.location ?? '').toMatch(/^\/sign-in/)
    }
  })

  it.each([
    '/%00',
    '/%ff',
    '/%ed%a0%80',
    '/api/runs/%00',
    '/api/runs/%ed%a0%80',
    '/api/runs/%',
    '/sign-in?next=%ff',
    '/api/live?topics=%ff&from=%',
    `/${'a'.repeat(7_000)}`,
    '/_next/../../etc/passwd',
    '/_next/static/..%2f..%2f..%2fpackage.json',
    '/.env',
  ])('is answered and reaches no file: %s', async (path) => {
    for (const headers of [{}, { cookie }]) {
      const answer = await rawRequest(panel.url, path, { headers })
      expect(answer.status).toBeLessThan(500)
      expect(answer.text).not.toMatch(/root:x:|"dependencies"/)
    }
  })
})

it('shows what people type as text, never as a page', async () => {
  const name = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
  await client.call('POST', '/api/accounts', { name, email: 'odd@example.org', role: 'member' })
  for (const path of PAGES) {
    const { text } = await page(path)
    expect(text).not.toContain('<img src=x')
    expect(text).not.toContain('<script>alert(2)')
  }
})

it('tells what its API is to those who are signed in, as the build wrote it down', async () => {
  const stranger = await fetch(`${panel.url}/api/openapi.json`)
  expect(stranger.status).toBe(401)
  expect(await client.call('GET', '/api/openapi.json')).toEqual(JSON.parse(JSON.stringify(openApiDocument())))
})

describe('a live stream', () => {
  const open = (headers: Record<string, string>) => fetch(`${panel.url}/api/live?topics=home`, { headers })

  it('needs a session', async () => {
    for (const headers of [{}, { cookie: 'buzz.session_token=made.up' }] as Record<string, string>[]) {
      const answer = await open(headers)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('content-type')).toContain('json')
    }
  })

  it('ends within a second when its user is disabled, and the next request is refused', async () => {
    const made = await client.call<{ userId: string; token: string }>('POST', '/api/accounts', {
      name: 'Bob',
      email: 'bob@example.org',
      role: 'member',
    })
    const chosen = await fetch(`${panel.url}/api/accounts/choose-password`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: made.token, password: ADA.password }),
    })
    const bob = chosen.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    const stream = await open({ cookie: bob })
    expect(stream.status).toBe(200)
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
    await reader?.read()
    const disabledAt = performance.now()
    await client.call('PATCH', `/api/accounts/${made.userId}`, { disabled: true })
    let rest = ''
    for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read()) rest += piece.value
    expect(rest).toContain('event: end\ndata: signed-out')
    expect(performance.now() - disabledAt).toBeLessThan(scaledMs(1_000))
    expect((await open({ cookie: bob })).status).toBe(401)
    expect((await fetch(`${panel.url}/api/clusters`, { headers: { cookie: bob } })).status).toBe(401)
  })
})
