import { PrismaPg } from '@prisma/adapter-pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArtifactIndex, ArtifactRecord } from '@/lib/artifacts/artifact-index'
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database'
import { MemoryArtifactIndex } from '@/lib/testing/fakes/memory-artifact-index'
import { DatabaseArtifactIndex } from './artifact-index'
import { PrismaClient } from './generated/client'

let database: TestDatabase
let client: PrismaClient
beforeAll(async () => {
  database = await createTestDatabase()
  client = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.url }) })
})
afterAll(async () => {
  await client.$disconnect()
  await database.drop()
})

const record: ArtifactRecord = {
  kind: 'k3s',
  version: 'v1.36.1+k3s1',
  architecture: 'arm64',
  name: 'k3s-arm64',
  sha256: 'a'.repeat(64),
  bytes: 5_000_000_000,
  source: 'upload',
}

describe.each<[string, () => ArtifactIndex]>([
  ['in Postgres', () => new DatabaseArtifactIndex(client)],
  ['in memory', () => new MemoryArtifactIndex()],
])('an artifact index %s', (_where, create) => {
  it('adds, replaces, finds and forgets', async () => {
    const index = create()
    expect(await index.find(record)).toBeUndefined()
    await index.put(record)
    await index.put({ ...record, kind: 'k3s-images', name: 'images' })
    expect(await index.find(record)).toEqual(record)
    await index.put({ ...record, sha256: 'b'.repeat(64) })
    expect((await index.find(record))?.sha256).toBe('b'.repeat(64))
    expect((await index.list()).map(({ name }) => name).sort()).toEqual(['images', 'k3s-arm64'])
    await index.remove(record)
    await index.remove(record)
    expect((await index.list()).map(({ name }) => name)).toEqual(['images'])
  })

  it('lets several put the same file at once', async () => {
    const index = create()
    await Promise.all([1, 2, 3, 4].map(() => index.put(record)))
    expect(await index.find(record)).toEqual(record)
  })
})
