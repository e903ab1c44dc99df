import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { RunOutcome } from '@/lib/engine/decide'
import { executeRun } from '@/lib/engine/execute'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import type { CloudAccount, InstanceState } from '@/lib/providers/practice/cloud/cloud-account'
import { clusterTag, OUR_TAG } from '@/lib/shared/cloud/cloud-data'
import type { Orphan, OrphanRef } from '@/lib/shared/cloud/orphan'
import { FakeWorld } from '@/lib/testing/fakes/fake-world'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { type FakeAccount, openFakeAccount, startFakeLinode } from '@/lib/testing/linode/open-fake-account'
import { allSteps } from '../../all-steps'
import type { AccountPort } from './account-port'
import type { TaggedCluster } from './judge-orphans'
import { readOrphans } from './read-orphans'
import { sweepAccountPlan } from './sweep-plan'

const GONE = clusterTag('g'.repeat(16))
const ALIVE = clusterTag('a'.repeat(16))
const ACCOUNT_ID = 'account-1'
const { signal } = new AbortController()

let linode: Awaited<ReturnType<typeof startFakeLinode>>
beforeAll(async () => {
  linode = await startFakeLinode()
})
afterEach(() => linode.fake.mend())
afterAll(() => linode.fake.close())

class MemoryAccountPort implements AccountPort {
  readonly clusters = new Map<string, TaggedCluster>([
    [GONE, { name: 'gone-crate', isAlive: false }],
    [ALIVE, { name: 'alive-crate', isAlive: true }],
  ])
  readonly ended: string[] = []
  found: readonly Orphan[] | undefined
  private readonly fake: FakeAccount

  constructor(fake: FakeAccount) {
    this.fake = fake
  }
  connectToAccount = async () => this.fake.connection
  clustersOf = async () => this.clusters
  endOrphan = async (_tag: string | null, { kind, remoteId }: OrphanRef) => {
    this.ended.push(`${kind} ${remoteId}`)
  }
  saveFound = async (_accountId: string, found: readonly Orphan[]) => {
    this.found = found
  }
}

/** What a cluster leaves behind in an account: one of each kind, the VPC in use, the volume attached. */
function leave(account: CloudAccount, tag: string, base: number): void {
  const tags = [OUR_TAG, tag]
  const at = { region: 'de-fra-2', createdAt: 0 }
  const subnet = { id: base + 9, label: 'nodes', ipv4: '10.7.0.0/24', createdAt: 0 }
  account.vpcs.set(base, { id: base, label: `vpc-${base}`, description: tags.join(' '), subnets: [subnet], ...at })
  account.instances.set(base, instance(base, tags, subnet.id))
  account.volumes.set(base, { id: base, label: `pvc-${base}`, size: 20, tags, linodeId: base, ...at })
  const balancer = { id: base, label: `ccm-${base}`, type: 'common', ipv4: '198.18.0.5', throttle: 0, configs: [] }
  // Made by the cloud controller, which knows one tag.
  account.balancers.set(base, { ...balancer, tags: [tag], updatedAt: 0, ...at })
  const firewall = { id: base, label: `fw-${base}`, status: 'enabled', rules: {}, version: 1 } as const
  account.firewalls.set(base, { ...firewall, tags, devices: [], createdAt: 0, updatedAt: 0 })
}

const instance = (id: number, tags: string[], subnetId: number | null): InstanceState => ({
  ...{ id, label: `m-${id}`, status: 'running', dueAt: 0, isUp: true, isBooted: true, region: 'de-fra-2' },
  ...{
    type: 'g6-nanode-1',
    image: 'linode/arch',
    tags,
    ipv4: ['198.18.0.9'],
    ipv6: '2001:db8::9/128',
    privateIp: null,
  },
  ...{ generation: 'linode', subnetId, vpcAddress: null, userData: null, authorizedKeys: [], createdAt: 0 },
  ...{ updatedAt: 0, runningAt: 0, pace: 1 },
})

let opened = 0
function scene() {
  opened += 1
  const fake = openFakeAccount(linode, { username: `sweep-${opened}` })
  const port = new MemoryAccountPort(fake)
  const world = new FakeWorld([])
  const ports: ProvisionPorts = { ...world.ports, clock: linode.clock, own: port }
  const sweep = async (orphans: readonly Orphan[], journal = new MemoryJournal()): Promise<RunOutcome> =>
    executeRun({
      ...{
        runId: 'run1',
        subjectId: ACCOUNT_ID,
        plan: sweepAccountPlan('Work', orphans),
        steps: allSteps,
        journal,
        ports,
      },
      ...{ clock: linode.clock, owner: `worker-${Math.random()}`, signal, onWake: journal.onWake },
      writeLine: () => undefined,
    })
  const orphans = () => readOrphans(fake.connection, port.clustersOf, signal)
  return { ...fake, port, sweep, orphans }
}

/** Deletes that reached the API with this token, by path. */
const deletes = (token: string) =>
  linode.fake.cloud.calls.flatMap((call) => (call.token === token && call.method === 'DELETE' ? [call] : []))

describe('a sweep', () => {
  it('deletes what a deleted cluster left, in an order that Linode takes, and nothing else', async () => {
    const { account, connection, port, sweep, orphans } = scene()
    leave(account, GONE, 100)
    leave(account, ALIVE, 200)
    account.instances.set(300, instance(300, ['production'], null))
    account.volumes.set(300, {
      id: 300,
      label: 'data',
      region: 'de-fra-2',
      size: 5,
      tags: [],
      linodeId: null,
      createdAt: 0,
    })
    const found = await orphans()
    expect(found.map(({ kind, label, daily }) => [kind, label, daily])).toEqual([
      ['balancer', 'ccm-100', 0.36],
      ['volume', 'pvc-100', expect.closeTo(0.072, 10)],
      ['machine', 'm-100', 0.18],
      ['firewall', 'fw-100', 0],
      ['vpc', 'vpc-100', 0],
    ])
    expect(await sweep(found)).toBe('succeeded')
    expect(await orphans()).toEqual([])
    expect(account.left).toBe(7)
    expect(port.found).toEqual([])
    expect(port.ended.toSorted()).toEqual(found.map(({ kind, remoteId }) => `${kind} ${remoteId}`).toSorted())
    expect(deletes(connection.account.token).every(({ status }) => status === 200)).toBe(true)
  })

  it('deletes only what was chosen', async () => {
    const { account, sweep, orphans, port } = scene()
    leave(account, GONE, 100)
    const chosen = (await orphans()).filter(({ kind }) => kind !== 'volume')
    expect(await sweep(chosen)).toBe('succeeded')
    expect([...account.volumes.keys()]).toEqual([100])
    expect(port.found).toMatchObject([{ kind: 'volume', remoteId: 100 }])
  })

  it('leaves what lost our tag, or got a cluster, since it was found', async () => {
    const { account, connection, sweep, orphans } = scene()
    leave(account, GONE, 100)
    leave(account, GONE, 110)
    const found = await orphans()
    const [mine, taken] = [account.instances.get(100), account.instances.get(110)]
    if (mine === undefined || taken === undefined) throw new Error('no machines')
    mine.tags = ['mine now']
    taken.tags = [OUR_TAG, GONE, ALIVE]
    expect(await sweep(found.filter(({ kind }) => kind === 'machine'))).toBe('succeeded')
    expect([...account.instances.keys()]).toEqual([100, 110])
    expect(deletes(connection.account.token)).toEqual([])
  })

  it('holds when Linode says that a thing is gone and shows it still', async () => {
    const { account, sweep, orphans } = scene()
    leave(account, GONE, 100)
    const found = (await orphans()).filter(({ kind }) => kind === 'balancer')
    account.balancers.delete = () => true
    expect(await sweep(found)).toBe('held')
  })

  it('holds when a volume does not come off its machine, and deletes no byte of it', async () => {
    const { account, sweep, orphans } = scene()
    leave(account, GONE, 100)
    const journal = new MemoryJournal()
    expect(
      await sweep(
        (await orphans()).filter(({ kind }) => kind === 'volume'),
        journal,
      ),
    ).toBe('held')
    expect(JSON.stringify(journal.events)).toContain('cloud-volume-attached')
    expect(account.volumes.size).toBe(1)
  })

  it.each([
    '429',
    '500-late',
    '503',
    'html-502',
    'time-out',
    'time-out-late',
    'reset-late',
    'malformed-json',
    'busy',
  ] as const)('ends with nothing left though calls of each kind end in %s', async (fault) => {
    const { account, connection, sweep, orphans } = scene()
    leave(account, GONE, 100)
    leave(account, GONE, 120)
    const found = await orphans()
    for (const method of ['GET', 'DELETE']) {
      const path = /^\/(linode\/instances|nodebalancers|volumes|networking\/firewalls|vpcs)/
      linode.fake.breakNext({ fault, method, path, token: connection.account.token, times: 2 })
    }
    expect(await sweep(found)).toBe('succeeded')
    expect(account.left).toBe(0)
  })

  it('never says that nothing is left because its own log says so, wherever the log breaks off', async () => {
    const whole = new MemoryJournal()
    const first = scene()
    leave(first.account, GONE, 100)
    const found = await first.orphans()
    await first.sweep(found, whole)
    for (let events = 1; events < whole.events.length; events += 1) {
      const { account, sweep } = scene()
      leave(account, GONE, 100)
      const outcome = await sweep(found, new MemoryJournal(whole.events.slice(0, events)))
      // Of what the log calls deleted nothing was touched here: the last look sees it.
      expect({ events, outcome }).toEqual({ events, outcome: account.left === 0 ? 'succeeded' : 'held' })
    }
  })
})
