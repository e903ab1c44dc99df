import { afterAll, beforeAll, expect, it } from 'vitest'
import { NEVER } from '@/lib/testing/linode/linode-calls'
import { type FakeWorld, openFakeAccount, startFakeLinode } from '@/lib/testing/linode/open-fake-account'
import { checkToken, LEAST_SCOPES } from './check-token'
import { deleteInstance } from './instances'

let world: FakeWorld
beforeAll(async () => {
  world = await startFakeLinode()
})
afterAll(() => world.fake.close())

const LEAST = Object.entries(LEAST_SCOPES).map(([scope, { level }]) => `${scope}:${level}`)
const GRANTS = { add_linodes: true, add_nodebalancers: true, add_firewalls: true, add_vpcs: true, add_volumes: true }

it.each([
  { name: 'everything', scopes: ['*'] },
  { name: 'the least', scopes: LEAST },
  { name: 'more than the least', scopes: LEAST.map((scope) => scope.replace('read_only', 'read_write')) },
])('finds nothing missing in a token with $name', async ({ name, scopes }) => {
  const { connection } = openFakeAccount(world, { username: name.replaceAll(' ', '-'), scopes })
  expect(await checkToken(connection, NEVER)).toEqual({
    username: connection.account.user,
    missing: [],
    silent: false,
  })
})

it.each(LEAST)('names what is missing without %s', async (scope) => {
  const [noun = ''] = scope.split(':')
  const { connection } = openFakeAccount(world, {
    username: `without-${noun}`,
    scopes: LEAST.filter((one) => one !== scope),
  })
  const { missing } = await checkToken(connection, NEVER)
  const { row } = new Map(Object.entries(LEAST_SCOPES)).get(noun) ?? { row: 'none' }
  expect(missing).toEqual([expect.stringMatching(new RegExp(`^${row}: Read`))])
})

it('tells reading from writing', async () => {
  const scopes = LEAST.map((scope) => (scope === 'linodes:read_write' ? 'linodes:read_only' : scope))
  const { connection } = openFakeAccount(world, { username: 'reader', scopes })
  expect((await checkToken(connection, NEVER)).missing).toEqual([
    'Linodes: Read/Write is missing. BuzzCrate makes and deletes the machines with it.',
  ])
  await expect(deleteInstance(connection, 7, NEVER)).rejects.toMatchObject({
    code: 'linode-permission-missing',
    userMessage: expect.stringContaining('linodes:read_write'),
  })
})

it('names what a restricted user may not make', async () => {
  const { connection } = openFakeAccount(world, { username: 'pupil', grants: { ...GRANTS, add_linodes: false } })
  expect((await checkToken(connection, NEVER)).missing).toEqual([
    'The user pupil may not create Linodes: an administrator of the Linode account can allow it.',
  ])
  const { connection: free } = openFakeAccount(world, { username: 'teacher', grants: GRANTS })
  expect((await checkToken(free, NEVER)).missing).toEqual([])
})

it('says that a token is unknown, and never says the token', async () => {
  const { connection } = openFakeAccount(world, { username: 'revoked' })
  world.fake.cloud.revoke(connection.account.token)
  const error = await checkToken(connection, NEVER).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'linode-token-refused', retryable: false })
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(connection.account.token)
})
