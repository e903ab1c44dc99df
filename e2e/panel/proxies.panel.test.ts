import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPanel, type TestPanel } from '@/e2e/panel'
import { ADA, createFirstAccount } from '@/e2e/panel-account'
import { rawRequest } from '@/e2e/raw-request'

const PROXY = '127.0.0.9'
const STRANGER = '127.0.0.2'

let panel: TestPanel
beforeAll(async () => {
  // Behind a proxy with a name of its own, and the port is open to everybody too.
  panel = await startPanel({ env: { BUZZCRATE_URL: 'http://panel.test', BUZZCRATE_TRUSTED_PROXIES: PROXY } })
  await createFirstAccount(panel)
})
afterAll(async () => {
  await panel?.stop()
})

const signIn = (localAddress: string, headers: Record<string, string>, password: string) =>
  rawRequest(panel.url, '/api/auth/sign-in', {
    method: 'POST',
    localAddress,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ email: ADA.email, password }),
  })

/** Statuses of wrong attempts that name another visitor each time. */
async function attempts(from: string, forwarded: (number: number) => string): Promise<readonly number[]> {
  const statuses: number[] = []
  for (let number = 1; number <= 7; number += 1) {
    statuses.push((await signIn(from, { 'x-forwarded-for': forwarded(number) }, 'not this one')).status)
  }
  return statuses
}

it('counts sign-ins of somebody who forges hops as his own, and of people behind a proxy one by one', async () => {
  expect(await attempts(STRANGER, (number) => `203.0.113.${number}`)).toEqual([401, 401, 401, 401, 401, 429, 429])
  expect(await attempts(STRANGER, (number) => `203.0.113.${number}, ${PROXY}`)).toEqual(Array(7).fill(429))
  // The proxy adds whom it sees at the end; what stands before, they wrote themselves.
  expect(await attempts(PROXY, (number) => `1.2.3.4, 198.51.100.${number}`)).toEqual(Array(7).fill(401))
  const forging = await attempts(PROXY, (number) => `198.51.101.${number}, 198.51.100.99`)
  expect(forging.slice(-2)).toEqual([429, 429])
})

it('lets only the proxy say that the browser speaks https', async () => {
  const cookiesOf = async (from: string) => {
    // Of a visitor whom nobody has counted yet.
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.102.1' }
    const answer = await signIn(from, headers, ADA.password)
    expect(answer.status).toBe(200)
    return String(answer.headers['set-cookie'])
  }
  expect(await cookiesOf(PROXY)).toContain('Secure')
  expect(await cookiesOf('127.0.0.3')).not.toContain('Secure')
})

it('takes forms from the address that people type, whatever Host a proxy makes of it, and from no other', async () => {
  const post = (origin: string) =>
    rawRequest(panel.url, '/api/auth/sign-out', { method: 'POST', headers: { origin, host: '127.0.0.1:3000' } })
  expect((await post('http://panel.test')).status).toBeLessThan(300)
  expect((await post('http://evil.test')).status).toBe(403)
})
