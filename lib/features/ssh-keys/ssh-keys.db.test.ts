import { beforeAll, describe, expect, it } from 'vitest'
import { KeyName } from '@/lib/contracts/ssh-keys'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { generateKeyPair } from '@/lib/remote/key-pair'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { databaseVault } from '@/lib/vault/database-vault'
import { createKey } from './create-key'
import { deleteKey } from './delete-key'
import { findKey, listKeys } from './queries'

provideTestDatabase()

const anna: Actor = { userId: 'anna', role: 'member' }
const ben: Actor = { userId: 'ben', role: 'member' }
const admin: Actor = { userId: 'root', role: 'admin' }

beforeAll(async () => {
  for (const { userId, role } of [anna, ben, admin]) {
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org`, role } })
  }
})

describe('SSH keys', () => {
  it('are made with a command to install them, and the private half stays in the vault', async () => {
    const key = await createKey(anna, { name: 'Desk 1' })
    expect(key).toMatchObject({ name: 'Desk 1', usedBy: [] })
    expect(key.publicKey).toMatch(/^ssh-ed25519 [A-Za-z0-9+/=]+ buzzcrate Desk 1$/)
    expect(key.installCommand).toContain(key.publicKey)
    expect(JSON.stringify(key)).not.toContain('PRIVATE')
    const { secretId } = await db().sshKey.findUniqueOrThrow({ where: { id: key.id } })
    expect(await databaseVault().open(secretId)).toContain('BEGIN OPENSSH PRIVATE KEY')
    const audit = await db().auditEntry.findFirst({ where: { subjectId: key.id } })
    expect(JSON.stringify(audit)).not.toContain('PRIVATE')
  })

  it('are taken over, and refused before anything is stored', async () => {
    const pair = generateKeyPair('x')
    const key = await createKey(anna, { name: 'uploaded', privateKey: pair.privateKey })
    expect(key.fingerprint).toBe(pair.fingerprint)
    const secrets = await db().secret.count()
    await expect(createKey(anna, { name: 'bad', privateKey: 'nonsense' })).rejects.toMatchObject({
      code: 'key-unreadable',
    })
    await expect(createKey(anna, { name: 'uploaded' })).rejects.toMatchObject({ code: 'key-name-taken' })
    expect(await db().secret.count()).toBe(secrets)
  })

  it('leave no secret behind when two requests want the same name', async () => {
    const secrets = await db().secret.count()
    const results = await Promise.allSettled([1, 2, 3].map(() => createKey(ben, { name: 'same' })))
    expect(results.map((result) => result.status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'key-name-taken' })
    }
    expect(await db().secret.count()).toBe(secrets + 1)
  })

  it('are seen by their owner and by admins only', async () => {
    const key = await createKey(anna, { name: 'mine' })
    expect((await listKeys(ben)).map((one) => one.id)).not.toContain(key.id)
    expect((await listKeys(admin)).map((one) => one.id)).toContain(key.id)
    await expect(findKey(ben, key.id)).rejects.toMatchObject({ code: 'not-found' })
    await expect(deleteKey(ben, key.id)).rejects.toMatchObject({ code: 'not-found' })
    expect((await findKey(anna, key.id)).id).toBe(key.id)
  })

  it('are deleted with their secret, but not while a machine uses them', async () => {
    const key = await createKey(anna, { name: 'in use' })
    const { secretId } = await db().sshKey.findUniqueOrThrow({ where: { id: key.id } })
    const machine = { id: 'm1', ownerId: 'anna', name: 'pi-01', address: '10.0.0.1', loginUser: 'pi', sshKeyId: key.id }
    await db().machine.create({ data: machine })
    await expect(deleteKey(anna, key.id)).rejects.toMatchObject({
      code: 'key-in-use',
      userMessage: 'pi-01 logs in with in use. Give it another key first, or remove it.',
    })
    await db().machine.delete({ where: { id: 'm1' } })
    await deleteKey(anna, key.id)
    expect(await db().secret.count({ where: { id: secretId } })).toBe(0)
    await expect(deleteKey(anna, key.id)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('have names of letters and digits', () => {
    for (const good of ['a', 'Laptop 2', 'müller@home', 'x'.repeat(60)])
      expect(KeyName.safeParse(good).success).toBe(true)
    for (const bad of ['', ' ', 'x'.repeat(61), 'a\nb', "a'b", '$(id)', '🐝', '\u202eabc']) {
      expect(KeyName.safeParse(bad).success, bad).toBe(false)
    }
  })
})
