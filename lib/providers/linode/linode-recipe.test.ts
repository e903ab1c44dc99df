import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { linodeLibrary } from '@/lib/linode/library'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { clusterTag } from '@/lib/shared/cloud/cloud-data'
import { driveToEnd } from '@/lib/testing/describe-recipe'
import { FakeWorld, fakeMachine } from '@/lib/testing/fakes/fake-world'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { LINODE_DEFINITION, LinodeWorld, linodePlans } from '@/lib/testing/linode/linode-world'
import { sampleCloud } from './sample-cloud'

beforeAll(async () => {
  await linodeLibrary()
})

const { create, remove } = linodePlans()
const TAG = clusterTag('c1')

async function created(world = new LinodeWorld()): Promise<LinodeWorld> {
  const lines: string[] = []
  const outcome = await driveToEnd({ plan: create, clusterId: 'c1' }, world, new MemoryJournal(), (_, __, ___, line) =>
    lines.push(line),
  )
  expect({ outcome, said: lines.slice(-3) }).toMatchObject({ outcome: 'succeeded' })
  expect(lines.join('\n')).not.toMatch(/PRIVATE KEY|token-of-/)
  return world
}
const deleted = (world: LinodeWorld, journal = new MemoryJournal()) =>
  driveToEnd({ plan: remove, clusterId: 'c1' }, world, journal)

describe('a cluster that was made', () => {
  it('has machines behind one firewall that lets in nobody but the panel, the machines and NodeBalancers', async () => {
    const { account } = (await created()).sample
    const machines = [...account.instances.values()]
    expect(machines.map(({ label, tags, status }) => ({ label, tags, status }))).toEqual([
      { label: 'pi-01-c1', tags: ['buzzcrate', TAG], status: 'running' },
      { label: 'pi-02-c1', tags: ['buzzcrate', TAG], status: 'running' },
    ])
    const [firewall] = [...account.firewalls.values()]
    expect(firewall?.devices.map(({ entityId }) => entityId)).toEqual(machines.map(({ id }) => id))
    const rules = JSON.stringify(firewall?.rules)
    expect(rules).toContain('"203.0.113.1/32","203.0.113.7/32"')
    expect(rules).toContain('"inbound_policy":"DROP"')
    expect(rules).not.toContain('0.0.0.0/0')
    for (const { ipv4 } of machines) for (const address of ipv4) expect(rules).toContain(`"${address}/32"`)
  })

  it('was told by user data who it is and whom to let in, with a host key that the panel knew before', async () => {
    const { account, port } = (await created()).sample
    for (const { userData, label, authorizedKeys } of account.instances.values()) {
      const config = parse(Buffer.from(userData ?? '', 'base64').toString())
      expect(label.startsWith(`${config.hostname}-`)).toBe(true)
      expect(config.users[0].ssh_authorized_keys).toEqual(authorizedKeys)
      const machine = [...port.hostKeys].find(([, hostKey]) => config.ssh_keys.ed25519_public.startsWith(hostKey))
      expect(machine).toBeDefined()
    }
    expect(new Set([...port.hostKeys.values()]).size).toBe(2)
  })

  it('leaves nodes and load balancers to the cloud, and is opened at its NodeBalancer', async () => {
    const world = await created()
    const [server, agent] = world.machines.map((machine) =>
      parse(machine.files.get('/etc/rancher/k3s/config.yaml')?.content ?? ''),
    )
    const [first, second] = [...world.sample.account.instances.keys()]
    expect(server).toMatchObject({ 'disable-cloud-controller': true, disable: ['traefik', 'servicelb'] })
    expect(server['kubelet-arg']).toEqual(['cloud-provider=external', `provider-id=linode://${first}`])
    expect(agent['kubelet-arg']).toEqual(['cloud-provider=external', `provider-id=linode://${second}`])
    const [balancer] = [...world.sample.account.balancers.values()]
    expect([...world.records.appUrls.values()]).toEqual([[`http://${balancer?.ipv4}:81/?hello`]])
    expect(world.clusters.objects()).toContain('DaemonSet kube-system/linode-cloud-controller')
  })

  it('counts its NodeBalancers from the beginning, and is ready without one that is late', async () => {
    const world = new LinodeWorld()
    // The fake cluster installs no Traefik, so its load balancer never comes.
    const { create: plan } = linodePlans({ ...LINODE_DEFINITION, traefik: true })
    const startedAt = world.clock.now()
    expect(await driveToEnd({ plan, clusterId: 'c1' }, world, new MemoryJournal())).toBe('succeeded')
    const things = await world.sample.port.things('c1')
    expect(things.map(({ kind }) => kind).sort()).toEqual(['balancer', 'firewall', 'machine', 'machine'])
    expect(things.find(({ kind }) => kind === 'balancer')).toMatchObject({ hourly: 0.015, endedAt: undefined })
    expect(world.clock.now() - startedAt).toBeGreaterThan(150_000)
  })

  it('is in a VPC where the account has no private addresses', async () => {
    const world = await created(new LinodeWorld({ username: 'bert', interfaces: 'linode_only' }))
    const { account, port } = world.sample
    expect([...account.vpcs.values()].map(({ description }) => description)).toEqual([`buzzcrate ${TAG}`])
    expect(port.privateAddresses).toEqual(['10.7.0.2', '10.7.0.3'])
    expect(JSON.stringify([...account.firewalls.values()][0]?.rules)).toContain('"10.7.0.0/24"')
    expect(await deleted(world)).toBe('succeeded')
    expect(account.left).toBe(0)
  })
})

describe('a deletion', () => {
  it('proves that nothing is left, and says what it has cost', async () => {
    const world = await created()
    await world.clock.delay(5 * 3_600_000)
    expect(await deleted(world)).toBe('succeeded')
    const lines = world.records.receipts.get('c1')?.lines ?? []
    expect(lines.flatMap(({ left }) => left)).toEqual([])
    expect(lines.map(({ looked }) => looked)).toEqual([
      `NodeBalancers with the tag ${TAG}`,
      `volumes with the tag ${TAG}`,
      `machines with the tag ${TAG}`,
      `firewalls with the tag ${TAG}`,
      `VPCs with the tag ${TAG}`,
      expect.stringMatching(/^4 things were made, and cost \$0\.\d\d in all/),
    ])
    const bare = new LinodeWorld()
    bare.records.holders.clear()
    expect(world.snapshot()).toEqual(bare.snapshot())
  })

  it('works when the cluster is dead, and ends what its controller can not', async () => {
    const world = await created()
    for (const machine of world.machines) machine.running.clear()
    expect(await deleted(world)).toBe('succeeded')
    expect(world.sample.account.left).toBe(0)
  })

  it('works when somebody has deleted the machines by hand', async () => {
    const world = await created()
    world.sample.account.instances.clear()
    for (const machine of world.machines) machine.on = false
    expect(await deleted(world)).toBe('succeeded')
    expect({ left: world.sample.account.left, open: world.sample.port.open }).toEqual({ left: 0, open: [] })
  })

  it('never touches what has not the tag of the cluster', async () => {
    const world = await created()
    const { account } = world.sample
    const [machine] = [...account.instances.values()]
    const [firewall] = [...account.firewalls.values()]
    const [balancer] = [...account.balancers.values()]
    if (machine === undefined || firewall === undefined || balancer === undefined) throw new Error('all are there')
    const foreign = ['buzzcrate', 'buzzcrate-c10', `${TAG}-other`]
    account.instances.set(1, { ...machine, id: 1, label: 'pi-01', tags: foreign })
    account.firewalls.set(2, { ...firewall, id: 2, label: 'theirs', tags: [] })
    account.balancers.set(3, { ...balancer, id: 3, label: 'ccm-1', tags: ['kubernetes'] })
    account.volumes.set(4, {
      id: 4,
      label: 'v',
      region: 'de-fra-2',
      size: 10,
      tags: foreign,
      linodeId: null,
      createdAt: 0,
    })
    expect(await deleted(world)).toBe('succeeded')
    expect(
      [account.instances, account.firewalls, account.balancers, account.volumes].map((all) => [...all.keys()]),
    ).toEqual([[1], [2], [3], [4]])
  })
})

it('makes clusters of three accounts side by side, each with its own token only', async () => {
  const clusters = [1, 2, 3].map((number) => ({
    clusterId: `cluster${number}`,
    username: `user${number}`,
    machines: [2 * number - 1, 2 * number].map(
      (one, index): PlannedMachine => ({ ...fakeMachine(one), role: index === 0 ? 'server' : 'agent' }),
    ),
  }))
  const others = new Map(clusters.map(({ clusterId, username }) => [clusterId, { username }]))
  let sample: ReturnType<typeof sampleCloud> | undefined
  const world = new FakeWorld(
    [1, 2, 3, 4, 5, 6].map((number) => ({ number })),
    (own) => {
      sample = sampleCloud(own, { others })
      return sample
    },
  )
  const plans = clusters.map(({ clusterId, machines }) => ({
    clusterId,
    ...linodePlans({ ...LINODE_DEFINITION, apps: [] }, machines, []),
  }))
  const run = (of: 'create' | 'remove') =>
    Promise.all(plans.map((plan) => driveToEnd({ ...plan, plan: plan[of] }, world, new MemoryJournal())))
  expect(await run('create')).toEqual(['succeeded', 'succeeded', 'succeeded'])
  const calls = sample?.cloud.calls ?? []
  const tagsIn = (text: string) => [...new Set(text.match(/buzzcrate-cluster\d/g) ?? [])]
  for (const { token, body } of calls) {
    for (const tag of tagsIn(body)) expect(token).toBe(`token-of-user${tag.at(-1)}`)
  }
  expect(new Set(calls.map(({ token }) => token))).toEqual(
    new Set([...others.values()].map(({ username }) => `token-of-${username}`)),
  )
  const opened = sample?.accountOf ?? (() => undefined)
  for (const { clusterId } of clusters) {
    const account = opened(clusterId)
    expect(account?.instances.size).toBe(2)
    for (const { tags } of account?.instances.values() ?? []) expect(tags).toEqual(['buzzcrate', clusterTag(clusterId)])
  }
  expect(await run('remove')).toEqual(['succeeded', 'succeeded', 'succeeded'])
  expect(clusters.map(({ clusterId }) => opened(clusterId)?.left)).toEqual([0, 0, 0])
})
