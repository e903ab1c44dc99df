import { CreateFirewallSchema, CreateLinodeSchema, createVPCSchema } from '@linode/validation'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Json } from '@/lib/core/errors'
import { createInstance } from '@/lib/linode/instances'
import { createFirewall, createVpc } from '@/lib/linode/networks'
import {
  firewallRequest,
  LINODE_CALLS,
  machineRequest,
  NEVER,
  placeBalancer,
  placeVolume,
  vpcRequest,
} from './linode-calls'
import { type FakeWorld, openFakeAccount, startFakeLinode } from './open-fake-account'
import { differences, readRecordedShapes } from './recorded-shapes'

let world: FakeWorld
beforeAll(async () => {
  world = await startFakeLinode()
})
afterAll(() => world.fake.close())

const SHAPES = readRecordedShapes()

/** What a request is known by in the recordings. */
const recordedAs = (method: string, path: string, status: number): string =>
  `${method} ${path.replace(/^\/images\/.*$/, '/images/{id}').replaceAll(/\/\d+/g, '/{id}')} ${status}`

/** Asks the cloud itself, as the account of the token. */
function ask(token: string, method: string, path: string, body: Json = {}, filter?: string) {
  const url = new URL(path, 'http://fake')
  const text = method === 'GET' || method === 'DELETE' ? '' : JSON.stringify(body)
  return world.fake.cloud.answer({ method, path: url.pathname, query: url.searchParams, filter, token, body: text })
}

it('answers in the shapes that were recorded of the real one', async () => {
  const { connection, account } = openFakeAccount(world, { username: 'shapes' })
  const { token } = connection.account
  const { thing: firewall } = await createFirewall(connection, firewallRequest('firewall'), NEVER)
  const { thing: machine } = await createInstance(connection, machineRequest('machine', firewall.id), NEVER)
  const { thing: vpc } = await createVpc(connection, vpcRequest('network'), NEVER)
  placeBalancer(account, 5)
  placeVolume(account, 4)
  const more = { region: 'de-fra-2', type: 'g6-nanode-1', label: 'more', booted: false }
  const rules = { inbound: [], inbound_policy: 'DROP', outbound: [], outbound_policy: 'ACCEPT' }
  const exchanges: readonly (readonly [string, string, Json?, string?])[] = [
    ['POST', '/linode/instances', more],
    ['POST', '/networking/firewalls', { label: 'more', rules }],
    ['POST', `/networking/firewalls/${firewall.id}/devices`, { id: 5, type: 'nodebalancer' }],
    ['POST', '/nodebalancers', { region: 'us-east', label: 'more' }],
    ['POST', '/vpcs', { label: 'more', region: 'us-east', subnets: [{ label: 'a', ipv4: '10.0.0.0/24' }] }],
    ['POST', '/vpcs', { label: 'not!valid', region: 'us-east' }],
    ['GET', '/linode/instances'],
    ['GET', `/linode/instances/${machine.id}`],
    ['GET', `/linode/instances/${machine.id}/firewalls`],
    ['GET', `/linode/instances/${machine.id}/ips`],
    ['GET', '/networking/firewalls'],
    ['GET', `/vpcs/${vpc.id}`],
    ['GET', '/nodebalancers'],
    ['GET', '/nodebalancers/5'],
    ['GET', '/volumes'],
    ['GET', '/account/events'],
    ['GET', `/account/events/${account.events[0]?.id}`],
    ['GET', '/account/settings'],
    ['GET', '/profile'],
    ['GET', '/linode/types'],
    ['GET', '/regions'],
    ['GET', '/regions/availability'],
    ['GET', '/images'],
    ['GET', '/images', {}, '{"foo":"bar"}'],
    ['GET', '/images/not-found'],
    ['GET', '/nodebalancers/types'],
    ['GET', '/volumes/types'],
    ['DELETE', '/nodebalancers/5'],
    ['DELETE', `/linode/instances/${machine.id}`],
    ['DELETE', `/vpcs/${vpc.id}`],
    ['DELETE', `/networking/firewalls/${firewall.id}`],
  ]
  const found = exchanges.flatMap(([method, path, body, filter]) => {
    const answer = ask(token, method, path, body, filter)
    const name = recordedAs(method, path, answer.status)
    const shape = SHAPES.get(name)
    return shape === undefined
      ? [`${name}: never recorded`]
      : differences(answer.body ?? {}, shape).map((one) => `${name}${one}`)
  })
  expect(found).toEqual([])
})

it('would find a difference', () => {
  const shape = { keys: { id: { is: ['number' as const] }, 'tags?': { each: { is: ['string' as const] } } } }
  expect(differences({ id: 7 }, shape)).toEqual([])
  expect(differences({ tags: [1], extra: true }, shape)).toEqual([
    '.id: missing',
    '.tags[0]: a number, recorded as string',
    '.extra: never recorded',
  ])
})

it('is sent requests that Linode’s own rules allow', async () => {
  const { connection } = openFakeAccount(world, { username: 'rules' })
  const { thing: firewall } = await createFirewall(connection, firewallRequest('rules-firewall'), NEVER)
  const { thing: vpc } = await createVpc(connection, vpcRequest('rules-network'), NEVER)
  await createInstance(connection, machineRequest('rules-private', firewall.id), NEVER)
  const network = { kind: 'vpc' as const, firewallId: firewall.id, subnetId: vpc.subnets[0]?.id ?? 0 }
  await createInstance(connection, { ...machineRequest('rules-vpc', firewall.id), network }, NEVER)
  const sent = world.fake.cloud.calls.filter(
    ({ token, method }) => token === connection.account.token && method === 'POST',
  )
  const schemas = [
    ['/networking/firewalls', CreateFirewallSchema],
    ['/vpcs', createVPCSchema],
    ['/linode/instances', CreateLinodeSchema],
  ] as const
  for (const [path, schema] of schemas) {
    const bodies = sent.filter((call) => call.path === path).map(({ body }) => JSON.parse(body))
    expect(bodies.length, path).toBeGreaterThan(0)
    for (const body of bodies) await expect(schema.validate(body, { strict: true })).resolves.toBeDefined()
  }
})

it('knows the calls that the panel makes', async () => {
  for (const { name, arrange } of LINODE_CALLS) {
    const { connection, account } = openFakeAccount(world, { username: `call-${name.replaceAll(' ', '-')}` })
    const act = await arrange(connection, account)
    expect(await act(), name).toBe(true)
  }
})

it('lets a machine get ready with time, and tells of it', async () => {
  const { connection, account } = openFakeAccount(world, { username: 'ready' })
  const { token } = connection.account
  const { thing: firewall } = await createFirewall(connection, firewallRequest('ready-firewall'), NEVER)
  const { thing } = await createInstance(connection, machineRequest('ready', firewall.id), NEVER)
  const path = `/linode/instances/${thing.id}`
  const statusNow = () => Reflect.get(Object(ask(token, 'GET', path).body), 'status')
  const seen = [statusNow()]
  for (let seconds = 0; seconds < 60; seconds += 5) {
    await world.clock.delay(5_000)
    seen.push(statusNow())
  }
  expect([...new Set(seen)]).toEqual(['provisioning', 'booting', 'running'])
  expect(ask(token, 'POST', `${path}/shutdown`).status).toBe(200)
  expect(ask(token, 'POST', `${path}/boot`).body).toEqual({ errors: [{ reason: 'Linode busy.' }] })
  await world.clock.delay(60_000)
  expect(statusNow()).toBe('offline')
  expect(account.events.map(({ action, status }) => `${action} ${status}`)).toEqual([
    'linode_create finished',
    'linode_boot finished',
    'linode_shutdown finished',
  ])
})

it('refuses what is above the limit, and says how long', () => {
  const { connection } = openFakeAccount(world, { username: 'limited' })
  const answers = Array.from({ length: 21 }, () => ask(connection.account.token, 'GET', '/images'))
  expect(answers.map(({ status }) => status)).toEqual([...Array(20).fill(200), 429])
  expect(answers.at(-1)?.headers['retry-after']).toBe('60')
  expect(answers[0]?.headers['x-ratelimit-remaining']).toBe('19')
})

it.each([
  ['{"label":"web-1"}', ['web-1']],
  ['{"label":{"+contains":"web"}}', ['web-1', 'web-2']],
  ['{"tags":{"+contains":"front"}}', ['web-1', 'web-2']],
  ['{"tags":"front"}', ['web-1']],
  ['{"+or":[{"label":"db"},{"tags":"front"}]}', ['web-1', 'db']],
  ['{"+and":[{"id":{"+gt":1}},{"id":{"+lte":2}}]}', ['web-2']],
  ['{"+order_by":"label","+order":"desc"}', ['web-2', 'web-1', 'db']],
  ['{"id":{"+neq":3},"+order_by":"id","+order":"desc"}', ['web-2', 'web-1']],
])('filters firewalls by %s', (filter, labels) => {
  const { connection, account } = openFakeAccount(world, { username: `filters-${labels.join()}` })
  for (const [id, label, tags] of [
    [1, 'web-1', ['front']],
    [2, 'web-2', ['front-too']],
    [3, 'db', []],
  ] as const) {
    account.firewalls.set(id, {
      id,
      label,
      tags: [...tags],
      status: 'enabled',
      rules: {},
      version: 1,
      devices: [],
      createdAt: 0,
      updatedAt: 0,
    })
  }
  const { body } = ask(connection.account.token, 'GET', '/networking/firewalls', {}, filter)
  const data: readonly unknown[] = Reflect.get(Object(body), 'data')
  expect(data.map((one) => Reflect.get(Object(one), 'label'))).toEqual(labels)
})
