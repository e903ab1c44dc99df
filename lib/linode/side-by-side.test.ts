import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { toFailure } from '@/lib/core/errors'
import type { CloudAccount } from '@/lib/providers/practice/cloud/cloud-account'
import { firewallRequest, machineRequest, NEVER, sweep } from '@/lib/testing/linode/linode-calls'
import { LINODE_FAULTS, type LinodeFaultName } from '@/lib/testing/linode/linode-faults'
import {
  type FakeAccount,
  type FakeWorld,
  openFakeAccount,
  startFakeLinode,
} from '@/lib/testing/linode/open-fake-account'
import { scaledMs } from '@/lib/testing/pace'
import { CALL_LIMITS } from './call-limits'
import { createInstance, listInstances } from './instances'
import { MemoryRateLimits } from './memory-rate-limits'
import { createFirewall } from './networks'

let world: FakeWorld
beforeAll(async () => {
  world = await startFakeLinode()
})
afterAll(() => world.fake.close())

async function makeMachines({ connection }: FakeAccount, count: number): Promise<readonly string[]> {
  const username = connection.account.user
  const { thing: firewall } = await createFirewall(connection, firewallRequest(`${username}-firewall`), NEVER)
  const made = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      createInstance(connection, machineRequest(`${username}-node-${index}`, firewall.id), NEVER),
    ),
  )
  return made.map(({ thing }) => thing.label)
}

const labelsOf = (account: CloudAccount) => [...account.instances.values()].map(({ label }) => label).sort()

it('never uses the token of one account for another, with three creating side by side', {
  timeout: scaledMs(30_000),
}, async () => {
  // One limiter for all, as the panel has.
  const limits = new MemoryRateLimits(world.clock)
  const accounts = ['anna', 'ben', 'cleo'].map((username) => openFakeAccount(world, { username, limits }))
  world.fake.breakNext({ fault: '500-late', method: 'POST', times: 7 })
  world.fake.breakNext({ fault: 'reset-late', method: 'POST', times: 7 })
  const labels = await Promise.all(accounts.map((one) => makeMachines(one, 8)))
  for (const [index, { account, connection }] of accounts.entries()) {
    expect(labelsOf(account)).toEqual([...(labels[index] ?? [])].sort())
    expect(account.windows.refused).toBe(0)
    // Each request that names something of this account came with its token.
    const named = world.fake.cloud.calls.filter(({ body }) => body.includes(`"${account.user.username}-`))
    expect(named.length).toBeGreaterThanOrEqual(9)
    expect(new Set(named.map(({ token }) => token))).toEqual(new Set([connection.account.token]))
    await sweep(connection)
    expect(account.left).toBe(0)
  }
})

it('makes thirty machines within the limit, in the time that the limit itself takes', {
  timeout: scaledMs(30_000),
}, async () => {
  const fakeAccount = openFakeAccount(world, { username: 'thirty' })
  const began = world.clock.now()
  await makeMachines(fakeAccount, 30)
  expect(fakeAccount.account.windows.refused).toBe(0)
  const floorMs = CALL_LIMITS['create-linode'].windowMs
  expect(world.clock.now() - began).toBeLessThanOrEqual(floorMs * 1.2)
  expect(world.clock.now() - began).toBeGreaterThanOrEqual(floorMs)
})

it('waits as long as Linode asks for, and no longer', async () => {
  const { connection, account } = openFakeAccount(world, { username: 'waits' })
  world.fake.breakNext({ fault: '429', token: connection.account.token, times: 1 })
  const began = world.clock.now()
  await listInstances(connection, 'buzzcrate', NEVER)
  expect(world.clock.now() - began).toBeGreaterThanOrEqual(12_000)
  expect(world.clock.now() - began).toBeLessThanOrEqual(13_500)
  world.fake.breakNext({ fault: '429-negative', token: connection.account.token, times: 1 })
  const again = world.clock.now()
  await listInstances(connection, 'buzzcrate', NEVER)
  expect(world.clock.now() - again).toBeLessThanOrEqual(2_500)
  expect(account.windows.refused).toBe(0)
})

it('ends with a fault that a label names, and adopts', async () => {
  const { connection, account } = openFakeAccount(world, { username: 'labelled' })
  const { thing } = await createFirewall(connection, firewallRequest('a-firewall'), NEVER)
  const made = await createInstance(connection, machineRequest('web-fault-time-out-late', thing.id), NEVER)
  expect(made.adopted).toBe(true)
  expect(account.instances.size).toBe(1)
})

const FAULTS = Object.keys(LINODE_FAULTS).filter((name): name is LinodeFaultName => name in LINODE_FAULTS)

it('makes and deletes right or holds with its cause, whatever breaks, and goes on from there', {
  timeout: scaledMs(60_000),
}, async () => {
  let opened = 0
  const storm = fc.array(fc.record({ fault: fc.constantFrom(...FAULTS), times: fc.integer({ min: 1, max: 3 }) }), {
    maxLength: 8,
  })
  const property = fc.asyncProperty(storm, storm, async (first, second) => {
    opened += 1
    const one = openFakeAccount(world, { username: `storm-${opened}` })
    const { connection, account } = one
    const under = async (faults: typeof first, work: () => Promise<unknown>) => {
      for (const rule of faults) world.fake.breakNext({ ...rule, token: connection.account.token })
      const ended = await work().then(
        () => 'right',
        (error: unknown) => toFailure(error).code,
      )
      expect(ended).toMatch(/^(right|linode-.+)$/)
      world.fake.mend()
      if (ended !== 'right') await work()
    }
    await under(first, () => makeMachines(one, 2))
    const user = connection.account.user
    expect(labelsOf(account)).toEqual([`${user}-node-0`, `${user}-node-1`])
    expect(account.firewalls.size).toBe(1)
    await under(second, () => sweep(connection))
    expect({ left: account.left, aboveLimit: account.windows.refused }).toEqual({ left: 0, aboveLimit: 0 })
  })
  await fc.assert(property, { numRuns: 25 })
})
