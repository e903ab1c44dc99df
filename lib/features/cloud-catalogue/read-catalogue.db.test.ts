import { beforeAll, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { addCloudAccount } from '@/lib/features/cloud-accounts/add-cloud-account'
import { SIMULATED_ACCOUNT } from '@/lib/shared/cloud/cloud-data'
import { provideLinode } from '@/lib/testing/linode/provide-linode'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { readCatalogue } from './read-catalogue'
import { visitorAddress } from './visitor-address'

provideTestDatabase()
const linode = provideLinode()

const anna: Actor = { userId: 'anna', role: 'member' }
const others: readonly Actor[] = [
  { userId: 'ben', role: 'member' },
  { userId: 'root', role: 'admin' },
]
let accountId = ''

beforeAll(async () => {
  for (const { userId, role } of [anna, ...others]) {
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org`, role } })
  }
  linode().cloud.openAccount({ username: 'anna' }, 'token-of-anna')
  accountId = (await addCloudAccount(anna, { name: 'Work', token: 'token-of-anna' })).id
})

it('asks Linode once, again when it shall, and keeps the older list while Linode is broken', async () => {
  const first = await readCatalogue(anna, accountId, { again: false })
  expect(first.catalogue.sizes.length).toBeGreaterThan(2)
  expect(first.trouble).toBeUndefined()
  const { requests } = linode()
  expect(await readCatalogue(anna, accountId, { again: false })).toEqual(first)
  expect(linode().requests).toBe(requests)

  const second = await readCatalogue(anna, accountId, { again: true })
  expect(second.catalogue.asOf).toBeGreaterThan(first.catalogue.asOf)
  expect(linode().requests).toBeGreaterThan(requests)

  linode().breakNext({ fault: 'html-502', path: /^\/regions$/, times: 9 })
  const broken = await readCatalogue(anna, accountId, { again: true })
  linode().mend()
  expect(broken.catalogue).toEqual(second.catalogue)
  expect(broken.trouble).toContain('status.linode.com')
})

it('is there for everybody where a cloud is simulated, without asking Linode', async () => {
  const { requests } = linode()
  const { catalogue } = await readCatalogue(anna, SIMULATED_ACCOUNT, { again: true })
  expect(catalogue.sizes.length).toBeGreaterThan(2)
  expect(linode().requests).toBe(requests)
})

it('is of one’s own accounts only', async () => {
  for (const other of others) {
    await expect(readCatalogue(other, accountId, { again: false })).rejects.toMatchObject({ code: 'not-found' })
  }
})

it('knows the address that somebody comes from, when others can reach it', () => {
  const seen = (address: string) => visitorAddress(new Headers({ 'x-buzzcrate-peer': address }))
  expect(seen('93.184.216.34')).toBe('93.184.216.34')
  expect(seen('::ffff:93.184.216.34')).toBe('93.184.216.34')
  for (const inside of ['127.0.0.1', '10.0.0.5', '172.20.1.1', '192.168.1.9', '100.64.3.3', '2001:db8::1', 'unknown']) {
    expect(seen(inside), inside).toBeUndefined()
  }
})
