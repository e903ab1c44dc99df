import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Plan } from '@/lib/engine/plan'
import { initial, reduce } from '@/lib/engine/state'
import { linodeLibrary } from '@/lib/linode/library'
import { clusterTag } from '@/lib/shared/cloud/cloud-data'
import { driveToEnd } from '@/lib/testing/describe-recipe'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { LINODE_FAULTS, type LinodeFaultName } from '@/lib/testing/linode/linode-faults'
import { LinodeWorld, linodePlans } from '@/lib/testing/linode/linode-world'
import { scaledMs } from '@/lib/testing/pace'

beforeAll(async () => {
  await linodeLibrary()
})

const FAULTS = [
  '408',
  '429',
  '500',
  '503',
  'html-502',
  'time-out',
  'time-out-late',
  'reset',
  'malformed-json',
  'endless',
] as const satisfies readonly LinodeFaultName[]

interface Call {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: RegExp
}

const call = (method: Call['method'], path: string): Call => ({
  name: `${method} ${path}`,
  method,
  path: new RegExp(`^${path.replaceAll('{}', '\\d+')}$`),
})

const MACHINES = '/linode/instances'
const FIREWALLS = '/networking/firewalls'

/** Each call of the recipes, in an account that has VPCs only: it makes one of everything. */
const CREATING = [
  call('POST', FIREWALLS),
  call('GET', '/account/settings'),
  call('POST', '/vpcs'),
  call('POST', MACHINES),
  call('GET', MACHINES),
  call('GET', `${MACHINES}/{}/ips`),
  call('PUT', `${FIREWALLS}/{}/rules`),
]
const DELETING = [
  call('GET', '/nodebalancers'),
  call('DELETE', '/nodebalancers/{}'),
  call('GET', MACHINES),
  call('DELETE', `${MACHINES}/{}`),
  call('GET', '/volumes'),
  call('DELETE', '/volumes/{}'),
  call('GET', FIREWALLS),
  call('DELETE', `${FIREWALLS}/{}`),
  call('GET', '/vpcs'),
  call('DELETE', '/vpcs/{}'),
]

const { create, remove } = linodePlans()
const worldWithVpc = () => new LinodeWorld({ username: 'anna', interfaces: 'linode_only' })
const run = (plan: Plan, world: LinodeWorld, journal = new MemoryJournal()) =>
  driveToEnd({ plan, clusterId: 'c1' }, world, journal)

/** Codes of the nodes that failed. */
function causes(plan: Plan, journal: MemoryJournal): string {
  const { nodes } = journal.events.reduce(reduce, initial(plan))
  const codes = Object.values(nodes).flatMap(({ error, status }) => (status === 'failed' && error ? [error.code] : []))
  return [...new Set(codes)].sort().join(', ').replaceAll('linode-', '')
}

/** Like one that a CSI driver has made. */
function placeVolume({ sample }: LinodeWorld): void {
  const volume = { id: 900, label: 'pvc-1', region: 'de-fra-2', size: 10, linodeId: null, createdAt: 0 }
  sample.account.volumes.set(900, { ...volume, tags: [clusterTag('c1')] })
}

const tables: Record<string, Record<string, Record<string, string>>> = {}
function note(table: string, row: string, fault: string, cell: string): void {
  const rows = tables[table] ?? {}
  tables[table] = { ...rows, [row]: { ...rows[row], [fault]: cell } }
}
afterAll(() => {
  for (const [name, table] of Object.entries(tables)) {
    console.log(name)
    console.table(table)
  }
})

const expectNothing = ({ sample, duplicates }: LinodeWorld, what: string) =>
  expect({ what, left: sample.account.left, open: sample.port.open, duplicates }).toEqual({
    what,
    left: 0,
    open: [],
    duplicates: [],
  })

/** More often than any step tries by itself. */
const FOR_EVER = Number.POSITIVE_INFINITY
const ONE_CAUSE = expect.stringMatching(/^[a-z-]+$/)

/** What was made or deleted all the same is found to be so. */
const endOf = (method: Call['method'], fault: LinodeFaultName): string =>
  LINODE_FAULTS[fault].hasEffect && (method === 'POST' || method === 'DELETE') ? 'succeeded' : 'held'

describe('creating', () => {
  it.each(CREATING)('$name: right after two faults', { timeout: scaledMs(60_000) }, async ({ name, method, path }) => {
    for (const fault of FAULTS) {
      const world = worldWithVpc()
      world.broken.now = { fault, method, path, left: 2 }
      const journal = new MemoryJournal()
      const outcome = await run(create, world, journal)
      note('Creating, a fault twice', name, fault, outcome === 'succeeded' ? 'right' : causes(create, journal))
      expect({ fault, outcome, causes: causes(create, journal) }).toEqual({ fault, outcome: 'succeeded', causes: '' })
      const { account } = world.sample
      const made = [account.instances.size, account.firewalls.size, account.vpcs.size, account.windows.refused]
      expect({ fault, made }).toEqual({ fault, made: [2, 1, 1, 0] })
      expect(world.broken.count).toBeGreaterThan(0)
      expect(world.duplicates).toEqual([])
      placeVolume(world)
      expect(await run(remove, world)).toBe('succeeded')
      expectNothing(world, `${name} × ${fault}`)
    }
  })

  it.each(CREATING)('$name: holds with its cause', { timeout: scaledMs(60_000) }, async ({ name, method, path }) => {
    for (const fault of FAULTS) {
      const world = worldWithVpc()
      world.broken.now = { fault, method, path, left: FOR_EVER }
      const journal = new MemoryJournal()
      const outcome = await run(create, world, journal)
      const cell = outcome === 'succeeded' ? 'right' : causes(create, journal)
      note('Creating, a fault for ever', name, fault, cell)
      expect({ fault, outcome, cell }).toEqual({ fault, outcome: endOf(method, fault), cell: ONE_CAUSE })
      expect(world.duplicates).toEqual([])
      world.broken.now = undefined
      if (outcome === 'held') {
        journal.command({ at: world.clock.now(), type: 'cleanup_requested', actor: 'u' })
        expect(await run(create, world, journal)).toBe('undone')
      } else {
        expect(await run(remove, world)).toBe('succeeded')
      }
      expectNothing(world, `${name} × ${fault}`)
      expect(world.sample.account.windows.refused).toBe(0)
    }
  })
})

describe('deleting', () => {
  async function created(): Promise<LinodeWorld> {
    const world = worldWithVpc()
    expect(await run(create, world)).toBe('succeeded')
    placeVolume(world)
    // A dead cluster ends nothing by itself: the panel has to make every call.
    for (const machine of world.machines) machine.running.clear()
    return world
  }

  it.each(DELETING)('$name: right after two faults', { timeout: scaledMs(60_000) }, async ({ name, method, path }) => {
    for (const fault of FAULTS) {
      const world = await created()
      world.broken.now = { fault, method, path, left: 2 }
      const journal = new MemoryJournal()
      const outcome = await run(remove, world, journal)
      note('Deleting, a fault twice', name, fault, outcome === 'succeeded' ? 'right' : causes(remove, journal))
      expect({ fault, outcome, causes: causes(remove, journal) }).toEqual({ fault, outcome: 'succeeded', causes: '' })
      expectNothing(world, `${name} × ${fault}`)
      expect(world.sample.account.windows.refused).toBe(0)
    }
  })

  it.each(DELETING)('$name: holds with its cause', { timeout: scaledMs(60_000) }, async ({ name, method, path }) => {
    for (const fault of FAULTS) {
      const world = await created()
      world.broken.now = { fault, method, path, left: FOR_EVER }
      const journal = new MemoryJournal()
      const outcome = await run(remove, world, journal)
      const cell = outcome === 'succeeded' ? 'right' : causes(remove, journal)
      note('Deleting, a fault for ever', name, fault, cell)
      expect({ fault, outcome, cell }).toEqual({ fault, outcome: endOf(method, fault), cell: ONE_CAUSE })
      world.broken.now = undefined
      if (outcome === 'held') {
        journal.command({ at: world.clock.now(), type: 'retry_requested', actor: 'u' })
        expect(await run(remove, world, journal)).toBe('succeeded')
      }
      expectNothing(world, `${name} × ${fault}`)
      expect(world.sample.account.windows.refused).toBe(0)
    }
  })
})
