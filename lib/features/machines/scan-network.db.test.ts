import { beforeAll, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { generateKeyPair } from '@/lib/remote/key-pair'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { type AskKey, scanNetwork } from './scan-network'

provideTestDatabase()

const anna: Actor = { userId: 'anna', role: 'member' }
const [hers, bens, nobodys] = [generateKeyPair('a'), generateKeyPair('b'), generateKeyPair('c')]

beforeAll(async () => {
  for (const id of ['anna', 'ben']) await db().user.create({ data: { id, name: id, email: `${id}@example.org` } })
  const machine = { loginUser: 'root', provider: 'boards' }
  await db().machine.create({ data: { ...machine, id: 'm1', ownerId: 'anna', name: 'bee-1', hostKey: hers.publicKey } })
  await db().machine.create({ data: { ...machine, id: 'm2', ownerId: 'ben', name: 'bee-1', hostKey: bens.publicKey } })
})

it('finds a person’s own boards by their keys, names nobody else’s, and is not done without end', async () => {
  let most = 0
  let now = 0
  const keys: Readonly<Record<string, string>> = {
    '192.168.7.9': hers.publicKey,
    '192.168.7.10': bens.publicKey,
    '192.168.7.11': nobodys.publicKey,
  }
  const ask: AskKey = async (address) => {
    most = Math.max(most, ++now)
    await Promise.resolve()
    now -= 1
    const key = keys[address]
    if (key === undefined) throw new AppError('host-unreachable', { userMessage: 'Nobody is there.' })
    return key
  }
  const scan = await scanNetwork(anna, '192.168.7.0/24', ask)
  expect(scan).toEqual({
    looked: 254,
    answered: 3,
    found: [{ machineId: 'm1', name: 'bee-1', address: '192.168.7.9' }],
  })
  expect(most).toBeLessThanOrEqual(48)
  for (let count = 1; count < 6; count += 1) await scanNetwork(anna, '192.168.7.8/30', ask)
  await expect(scanNetwork(anna, '192.168.7.8/30', ask)).rejects.toMatchObject({ code: 'too-many-requests' })
})
