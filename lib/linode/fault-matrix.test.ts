import { afterAll, beforeAll, expect, it } from 'vitest'
import { toFailure } from '@/lib/core/errors'
import type { CloudAccount } from '@/lib/providers/practice/cloud/cloud-account'
import { LINODE_CALLS, type LinodeCall, sweep } from '@/lib/testing/linode/linode-calls'
import { LINODE_FAULTS, type LinodeFaultName } from '@/lib/testing/linode/linode-faults'
import { type FakeWorld, openFakeAccount, startFakeLinode } from '@/lib/testing/linode/open-fake-account'
import { scaledMs } from '@/lib/testing/pace'
import type { LinodeFault } from './faults'

let world: FakeWorld
beforeAll(async () => {
  world = await startFakeLinode()
})

/** What a call ends with that is broken for good. */
const CAUSES = {
  '408': 'linode-unavailable',
  '408-late': 'linode-unavailable',
  '429': 'linode-rate-limited',
  '429-negative': 'linode-rate-limited',
  '500': 'linode-unavailable',
  '500-late': 'linode-unavailable',
  '503': 'linode-unavailable',
  '503-late': 'linode-unavailable',
  'html-502': 'linode-unavailable',
  'html-502-late': 'linode-unavailable',
  'html-400': 'linode-unavailable',
  busy: 'linode-busy',
  'time-out': 'linode-timed-out',
  'time-out-late': 'linode-timed-out',
  'half-answer': 'linode-timed-out',
  reset: 'linode-unreachable',
  'reset-late': 'linode-unreachable',
  'malformed-json': 'linode-answer-unreadable',
  redirect: 'linode-redirected',
  endless: 'linode-answer-too-large',
} as const satisfies Readonly<Record<LinodeFaultName, LinodeFault>>

const FAULTS = Object.keys(LINODE_FAULTS).filter((name): name is LinodeFaultName => name in LINODE_FAULTS)
/** Ways of a call to its end; `ask` has one for all that read, so one of them stands for the others. */
const FOR_EVER = ['regions', 'create firewall', 'create VPC', 'create machine', 'delete machine']
/** Of the call itself and of looking for what it made, with what comes before and after. */
const MOST_REQUESTS = 24

/** Rows of the tables that are printed at the end. */
const twice: Record<string, Record<string, string>> = {}
const forEver: Record<string, Record<string, string>> = {}
let opened = 0

afterAll(async () => {
  await world.fake.close()
  console.log('The fault twice in a row')
  console.table(twice)
  console.log('The fault for ever')
  console.table(forEver)
})

/** Breaks a call, and says how it ended; then mends the API, does it again, and clears up. */
async function run(call: LinodeCall, fault: LinodeFaultName, times: number): Promise<string> {
  opened += 1
  const { connection, account } = openFakeAccount(world, { username: `case-${opened}` })
  const act = await call.arrange(connection, account)
  const before = world.fake.requests
  world.fake.breakNext({ fault, method: call.method, path: call.path, token: connection.account.token, times })
  const ended = await act().then(
    (right) => (right ? 'right' : 'wrong'),
    (error: unknown) => toFailure(error).code.replace('linode-', ''),
  )
  expect(world.fake.requests - before, `${call.name} × ${fault}: requests`).toBeLessThanOrEqual(MOST_REQUESTS)
  world.fake.mend()
  expect(await act(), `${call.name} × ${fault}: once more`).toBe(true)
  expect(labelsTwice(account), `${call.name} × ${fault}: duplicates`).toEqual([])
  if (account.left > 0) await sweep(connection)
  expect({ left: account.left, aboveLimit: account.windows.refused }).toEqual({ left: 0, aboveLimit: 0 })
  return ended
}

/** Labels that are there more than once. */
function labelsTwice(account: CloudAccount): readonly string[] {
  return [account.instances, account.firewalls, account.vpcs].flatMap((things) => {
    const labels = [...things.values()].map(({ label }) => label)
    return labels.filter((label, index) => labels.indexOf(label) !== index)
  })
}

/** Of a call that reads, a late fault is the same as an early one. */
const faultsOf = ({ method }: LinodeCall) => FAULTS.filter((name) => method !== 'GET' || !name.endsWith('-late'))

it.each(LINODE_CALLS)(
  'ends right after two faults, makes nothing twice, leaves nothing: $name',
  { timeout: scaledMs(60_000) },
  async (call) => {
    for (const fault of faultsOf(call)) {
      const ended = await run(call, fault, 2)
      twice[call.name] = { ...twice[call.name], [fault]: ended }
      expect(ended, `${call.name} × ${fault}`).toBe(fault === 'redirect' ? 'redirected' : 'right')
    }
  },
)

it.each(LINODE_CALLS.filter(({ name }) => FOR_EVER.includes(name)))(
  'gives up with the cause, or finds that it is done: $name',
  { timeout: scaledMs(60_000) },
  async (call) => {
    for (const fault of faultsOf(call)) {
      const ended = await run(call, fault, Number.POSITIVE_INFINITY)
      forEver[call.name] = { ...forEver[call.name], [fault]: ended }
      // What was made all the same is found by its label.
      const isFound = call.method === 'POST' && LINODE_FAULTS[fault].hasEffect
      expect(ended, `${call.name} × ${fault}`).toBe(isFound ? 'right' : CAUSES[fault].replace('linode-', ''))
    }
  },
)
