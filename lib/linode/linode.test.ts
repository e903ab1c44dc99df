import { afterAll, beforeAll, expect, it } from 'vitest'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { machineRequest as machine, NEVER as signal, TAGS } from '@/lib/testing/linode/linode-calls'
import { type FakeWorld, openFakeAccount, startFakeLinode } from '@/lib/testing/linode/open-fake-account'
import { allowsPrivateAddresses, listInstanceEvents } from './account'
import {
  listImages,
  listInstanceTypes,
  listNodeBalancerTypes,
  listRegions,
  listStock,
  listVolumeTypes,
  priceIn,
} from './catalogue'
import { createInstance, deleteInstance, getInstance, getInstanceAddresses, listInstances } from './instances'
import { linodeLibrary } from './library'
import { createFirewall, createVpc, deleteFirewall, deleteVpc, listFirewalls, listVpcs } from './networks'
import { deleteNodeBalancer, getNodeBalancer, listNodeBalancerConfigs, listNodeBalancers } from './node-balancers'
import { deleteVolume, listVolumes } from './volumes'

let world: FakeWorld
beforeAll(async () => {
  world = await startFakeLinode()
})
afterAll(() => world.fake.close())

it('reads the catalogue, with prices by region', async () => {
  const { connection } = openFakeAccount(world, { username: 'catalogue' })
  const types = await listInstanceTypes(connection, signal)
  const nanode = types.find(({ id }) => id === 'g6-nanode-1')
  if (nanode === undefined) throw new Error('no nanode')
  expect(priceIn(nanode, 'de-fra-2')).toEqual({ hourly: 0.0075, monthly: 5 })
  expect(priceIn(nanode, 'br-gru')).toEqual({ hourly: 0.0105, monthly: 7 })
  const [region] = await listRegions(connection, signal)
  expect(region?.capabilities).toContain('NodeBalancers')
  expect((await listImages(connection, signal)).map(({ id }) => id)).toContain('linode/arch')
  expect(await listStock(connection, signal)).toContainEqual({
    region: 'id-cgk',
    plan: 'g6-dedicated-2',
    available: false,
  })
  expect((await listNodeBalancerTypes(connection, signal))[0]).toMatchObject({
    id: 'nodebalancer',
    price: { monthly: 10 },
  })
  expect((await listVolumeTypes(connection, signal))[0]).toMatchObject({ id: 'volume' })
})

it('makes a machine behind a firewall, sees it run, and leaves nothing', async () => {
  const { connection, account } = openFakeAccount(world, { username: 'whole' })
  expect(await allowsPrivateAddresses(connection, signal)).toBe(true)
  const { thing: firewall } = await createFirewall(
    connection,
    {
      label: 'one-fw',
      tags: TAGS,
      inbound: [{ label: 'ssh', protocol: 'TCP', ports: '22', ipv4: ['192.0.2.7/32'], ipv6: [] }],
    },
    signal,
  )
  const { thing, adopted } = await createInstance(connection, machine('one', firewall.id), signal)
  expect({ adopted, status: thing.status }).toEqual({ adopted: false, status: 'provisioning' })
  const running = await waitFor({
    look: async () => {
      const now = await getInstance(connection, thing.id, signal)
      return now?.status === 'running' ? now : undefined
    },
    deadlineMs: 300_000,
    everyMs: 5_000,
    onDeadline: () => new AppError('late', { userMessage: 'It never ran.' }),
    clock: world.clock,
    signal,
  })
  expect(running.tags).toEqual(TAGS)
  const addresses = await getInstanceAddresses(connection, thing.id, signal)
  expect(addresses?.private).toHaveLength(1)
  expect(running.ipv4).toEqual([...(addresses?.public ?? []), ...(addresses?.private ?? [])])
  expect(
    (await listInstanceEvents(connection, thing.id, signal)).map(({ action, status }) => `${action} ${status}`),
  ).toEqual(expect.arrayContaining(['linode_create finished', 'linode_boot finished']))
  const [inside] = account.instances.values()
  expect(Buffer.from(inside?.userData ?? '', 'base64').toString()).toContain('hostname: web')
  expect(account.firewalls.get(firewall.id)?.devices).toHaveLength(1)
  await deleteInstance(connection, thing.id, signal)
  await deleteInstance(connection, thing.id, signal)
  await deleteFirewall(connection, firewall.id, signal)
  expect(await getInstance(connection, thing.id, signal)).toBeUndefined()
  expect(account.left).toBe(0)
})

it('puts a machine into a VPC where the account has no private addresses', async () => {
  const { connection, account } = openFakeAccount(world, { username: 'vpc', interfaces: 'linode_only' })
  expect(await allowsPrivateAddresses(connection, signal)).toBe(false)
  const { thing: firewall } = await createFirewall(connection, { label: 'vpc-fw', tags: TAGS, inbound: [] }, signal)
  const subnet = { label: 'nodes', ipv4: '10.7.0.0/24' }
  const { thing: vpc } = await createVpc(connection, { label: 'vpc-1', tags: TAGS, region: 'de-fra-2', subnet }, signal)
  const request = machine('in-vpc', firewall.id)
  const [subnetMade] = vpc.subnets
  if (subnetMade === undefined) throw new Error('no subnet')
  await expect(createInstance(connection, request, signal)).rejects.toMatchObject({ code: 'linode-request-refused' })
  const { thing } = await createInstance(
    connection,
    { ...request, network: { kind: 'vpc', firewallId: firewall.id, subnetId: subnetMade.id } },
    signal,
  )
  expect((await getInstanceAddresses(connection, thing.id, signal))?.vpc).toEqual(['10.7.0.2'])
  await expect(deleteVpc(connection, vpc.id, signal)).rejects.toMatchObject({ code: 'linode-request-refused' })
  await deleteInstance(connection, thing.id, signal)
  await deleteVpc(connection, vpc.id, signal)
  await deleteFirewall(connection, firewall.id, signal)
  expect(account.left).toBe(0)
})

it('lists over pages, and only what has the tag', async () => {
  const { connection, account } = openFakeAccount(world, { username: 'pages' })
  for (let id = 1; id <= 1_100; id += 1) {
    account.volumes.set(id, {
      id,
      label: `v${id}`,
      region: 'us-east',
      size: 10,
      tags: id % 2 === 0 ? ['buzzcrate'] : ['buzzcrate-not'],
      linodeId: null,
      createdAt: 0,
    })
  }
  const mine = await listVolumes(connection, 'buzzcrate', signal)
  expect(mine).toHaveLength(550)
  expect(new Set(mine.map(({ id }) => id)).size).toBe(550)
  await deleteVolume(connection, 2, signal)
  expect(await listVolumes(connection, 'buzzcrate', signal)).toHaveLength(549)
})

it('sees the NodeBalancers of a cluster, and deletes them', async () => {
  const { connection, account } = openFakeAccount(world, { username: 'balancers' })
  const configs = [
    {
      id: 5,
      port: 81,
      settings: {},
      nodes: [{ id: 6, label: 'a', address: '192.168.130.2:30081', weight: 1, mode: 'accept' }],
    },
  ]
  account.balancers.set(4, {
    id: 4,
    label: 'ccm-1',
    region: 'us-east',
    type: 'common',
    ipv4: '198.18.0.4',
    tags: ['cluster-1'],
    throttle: 0,
    configs,
    createdAt: 0,
    updatedAt: 0,
  })
  expect((await listNodeBalancers(connection, 'cluster-1', signal)).map(({ id }) => id)).toEqual([4])
  expect(await listNodeBalancers(connection, 'cluster', signal)).toEqual([])
  expect(await listNodeBalancerConfigs(connection, 4, signal)).toMatchObject([{ port: 81, nodes_status: { up: 1 } }])
  await deleteNodeBalancer(connection, 4, signal)
  expect(await getNodeBalancer(connection, 4, signal)).toBeUndefined()
})

it('finds by tag what is ours, whatever else is in the account', async () => {
  const { connection } = openFakeAccount(world, { username: 'tags' })
  const { thing: firewall } = await createFirewall(connection, { label: 'ours', tags: TAGS, inbound: [] }, signal)
  await createFirewall(connection, { label: 'other', tags: ['cluster-12'], inbound: [] }, signal)
  await createInstance(connection, machine('ours', firewall.id), signal)
  await createVpc(
    connection,
    { label: 'ours', tags: TAGS, region: 'us-east', subnet: { label: 'a', ipv4: '10.0.0.0/24' } },
    signal,
  )
  expect((await listFirewalls(connection, 'cluster-1', signal)).map(({ label }) => label)).toEqual(['ours'])
  expect((await listVpcs(connection, 'cluster-1', signal)).map(({ label }) => label)).toEqual(['ours'])
  expect((await listInstances(connection, 'cluster-1', signal)).map(({ label }) => label)).toEqual(['ours'])
})

it('adopts what an earlier call made, and never what is somebody else’s', async () => {
  const { connection, account } = openFakeAccount(world, { username: 'adopts' })
  const first = await createInstance(connection, machine('web', 1_000_000), signal).catch((error: unknown) => error)
  expect(first).toMatchObject({ code: 'linode-request-refused', details: { field: 'firewall_id' } })
  const { thing: firewall } = await createFirewall(connection, { label: 'front-fw', tags: TAGS, inbound: [] }, signal)
  const made = await createInstance(connection, machine('web', firewall.id), signal)
  const again = await createInstance(connection, machine('web', firewall.id), signal)
  expect(again).toEqual({ thing: made.thing, adopted: true })
  const foreign = { ...machine('web', firewall.id), tags: ['buzzcrate', 'cluster-2'] }
  await expect(createInstance(connection, foreign, signal)).rejects.toMatchObject({ code: 'linode-label-taken' })
  expect(account.instances.size).toBe(1)
})

it('sends nothing without a context', async () => {
  const library = await linodeLibrary()
  await expect(library.getProfile()).rejects.toMatchObject({ code: 'unexpected' })
  library.setToken('a token for the whole process')
  const { connection } = openFakeAccount(world, { username: 'own-token' })
  await listRegions(connection, signal)
  expect(world.fake.cloud.calls.at(-1)?.token).toBe('token-of-own-token')
})

it('ends with the reason of whoever stops it', async () => {
  const { connection } = openFakeAccount(world, { username: 'stopped' })
  world.fake.breakNext({ fault: '503', token: 'token-of-stopped', times: 100 })
  const controller = new AbortController()
  const stopped = new Error('the run was stopped')
  const work = listRegions(
    {
      ...connection,
      clock: {
        now: () => 0,
        delay: async (_, at) => {
          controller.abort(stopped)
          at?.throwIfAborted()
        },
      },
    },
    controller.signal,
  )
  await expect(work).rejects.toBe(stopped)
})

it('says when an account is full', async () => {
  const { connection } = openFakeAccount(world, { username: 'full', mostInstances: 0 })
  const { thing: firewall } = await createFirewall(connection, { label: 'front-fw', tags: TAGS, inbound: [] }, signal)
  await expect(createInstance(connection, machine('web', firewall.id), signal)).rejects.toMatchObject({
    code: 'linode-account-limit',
    userMessage: expect.stringContaining('Account full'),
  })
})

it('does not take the token along to another address', async () => {
  const { connection } = openFakeAccount(world, { username: 'redirected' })
  world.fake.breakNext({ fault: 'redirect', token: connection.account.token, times: 1 })
  const before = world.fake.requests
  await expect(listRegions(connection, signal)).rejects.toMatchObject({ code: 'linode-redirected', retryable: false })
  expect(world.fake.requests).toBe(before + 1)
})

it('believes an answer though the limits cannot be told of it', async () => {
  const { connection, account } = openFakeAccount(world, { username: 'limits-away' })
  const away = async () => {
    throw new Error('the database is away')
  }
  const limits = {
    take: async (...given: Parameters<typeof connection.limits.take>) => {
      const place = await connection.limits.take(...given)
      return { done: () => place.done().then(away) }
    },
    pause: away,
  }
  world.fake.breakNext({ fault: '429', token: connection.account.token, times: 1 })
  const made = await createFirewall({ ...connection, limits }, { label: 'one-fw', tags: TAGS, inbound: [] }, signal)
  expect(made.adopted).toBe(false)
  expect(account.firewalls.size).toBe(1)
})
