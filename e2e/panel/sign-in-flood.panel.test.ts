import { Agent } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPanel, type TestPanel } from '@/e2e/panel'
import { ADA, createFirstAccount, signIn } from '@/e2e/panel-account'
import { rawRequest } from '@/e2e/raw-request'

const ATTEMPTS = 4_000
const AT_ONCE = 40

let panel: TestPanel
let known: string
beforeAll(async () => {
  panel = await startPanel()
  known = await createFirstAccount(panel)
})
afterAll(async () => {
  await panel?.stop()
})

interface Attempt {
  readonly localAddress: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Tries as many passwords; how often each status was the answer. Meanwhile somebody uses the panel. */
async function flood(
  attemptOf: (number: number) => Attempt,
): Promise<{ statuses: Record<number, number>; slowestMs: number }> {
  const statuses: Record<number, number> = {}
  let next = 0
  let slowestMs = 0
  const lane = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let number = next++; number < ATTEMPTS; number = next++) {
      const { localAddress, headers = {} } = attemptOf(number)
      const { status } = await rawRequest(panel.url, '/api/auth/sign-in', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ email: ADA.email, password: `guess number ${number}` }),
        localAddress,
        agent,
      })
      statuses[status] = (statuses[status] ?? 0) + 1
    }
    agent.destroy()
  }
  const use = async () => {
    while (next < ATTEMPTS) {
      const began = performance.now()
      const answer = await fetch(`${panel.url}/api/clusters`, { headers: { cookie: known } })
      expect(answer.status).toBe(200)
      await answer.arrayBuffer()
      slowestMs = Math.max(slowestMs, performance.now() - began)
      // No person asks more often: a session has its share.
      await delay(50)
    }
  }
  await Promise.all([use(), ...Array.from({ length: AT_ONCE }, lane)])
  return { statuses, slowestMs: Math.round(slowestMs) }
}

it('lets one address guess a few times, whatever address it says it has, and nobody else notices', async () => {
  const forged = (number: number) => `198.51.${(number >> 8) & 255}.${number & 255}`
  const { statuses, slowestMs } = await flood((number) => ({
    localAddress: '127.9.9.9',
    headers: { 'x-forwarded-for': forged(number), 'x-real-ip': forged(number), 'x-buzzcrate-peer': forged(number) },
  }))
  console.log(`one address: ${JSON.stringify(statuses)}, slowest use of the panel ${slowestMs} ms`)
  expect(Object.keys(statuses).sort()).toEqual(['401', '429'])
  expect(statuses[401]).toBeLessThan(30)
  // From a strange browser at another address the owner comes in at once.
  expect(await signIn(panel)).not.toBe('')
})

it('lets four thousand addresses guess a few times together, and lets the owner in by a browser it knows', async () => {
  const client = new pg.Client(panel.databaseUrl)
  await client.connect()
  await client.query('delete from rate_limit')
  const { statuses, slowestMs } = await flood((number) => ({ localAddress: `127.1.${number >> 8}.${number & 255}` }))
  console.log(`four thousand addresses: ${JSON.stringify(statuses)}, slowest use of the panel ${slowestMs} ms`)
  expect(Object.keys(statuses).sort()).toEqual(['401', '429'])
  expect(statuses[401]).toBeLessThan(80)
  const again = await rawRequest(panel.url, '/api/auth/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: known },
    body: JSON.stringify({ email: ADA.email, password: ADA.password }),
    localAddress: '127.2.2.2',
  })
  expect(again.status).toBe(200)
  // Counters of addresses that were refused are not kept: the table does not grow with the attack.
  const { rows } = await client.query<{ counters: number }>('select count(*)::int as counters from rate_limit')
  await client.end()
  expect(rows[0]?.counters).toBeLessThan(300)
})
