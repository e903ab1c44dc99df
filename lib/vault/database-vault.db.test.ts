import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { databaseVault } from './database-vault'

provideTestDatabase()

const label = { kind: 'ssh-private-key', ownerId: 'u1' }
const canary = `canary-${randomBytes(16).toString('hex')}`

describe('the vault in the database', () => {
  it('opens what it sealed, tells the redactor first, and stores nothing readable', async () => {
    const told: string[] = []
    const vault = databaseVault({ onSecret: (plain) => void told.push(plain) })
    const id = await vault.seal(canary, label)
    expect(told).toEqual([canary])
    expect(await vault.open(id)).toBe(canary)
    expect(told).toEqual([canary, canary])
    const rows = await db().$queryRaw<{ row: string }[]>`select to_jsonb(secret)::text as row from secret`
    const stored = rows.map(({ row }) => row).join('\n')
    for (const form of [canary, Buffer.from(canary).toString('base64'), Buffer.from(canary).toString('hex')]) {
      expect(stored).not.toContain(form)
    }
  })

  it('opens nothing of another row, owner or installation', async () => {
    const vault = databaseVault()
    const [a, b] = await Promise.all([vault.seal('secret of a', label), vault.seal('secret of b', label)])
    const other = databaseVault({ secretKey: randomBytes(32).toString('base64url') })
    await expect(other.open(a)).rejects.toMatchObject({ code: 'secret-unreadable' })
    const { sealed } = await db().secret.findUniqueOrThrow({ where: { id: a } })
    await db().secret.update({ where: { id: b }, data: { sealed } })
    await expect(vault.open(b)).rejects.toMatchObject({ code: 'secret-unreadable' })
    await db().secret.update({ where: { id: a }, data: { ownerId: 'u2' } })
    await expect(vault.open(a)).rejects.toMatchObject({ code: 'secret-unreadable' })
  })

  it('finds the secrets of a cluster by kind, oldest first, and forgets for good', async () => {
    const vault = databaseVault()
    const ofCluster = { kind: 'cluster-token', ownerId: null, clusterId: 'c1' }
    const first = await vault.seal('one', ofCluster)
    const second = await vault.seal('two', ofCluster)
    await db().secret.update({ where: { id: second }, data: { createdAt: new Date(Date.now() + 1_000) } })
    await vault.seal('other kind', { ...ofCluster, kind: 'kubeconfig' })
    expect(await vault.find('cluster-token', 'c1')).toEqual([first, second])
    await vault.forget(first)
    await vault.forget(first)
    expect(await vault.find('cluster-token', 'c1')).toEqual([second])
    await expect(vault.open(first)).rejects.toMatchObject({ code: 'secret-missing' })
  })
})
