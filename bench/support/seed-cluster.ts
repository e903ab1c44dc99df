import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'

/** A cluster without machines that belongs to the panel's only account, straight in its database. */
export async function seedCluster(name: string): Promise<string> {
  const owner = await db().user.findFirstOrThrow()
  const id = newId()
  await db().cluster.create({
    data: { id, ownerId: owner.id, provider: 'boards', name, definition: {}, phase: 'ready' },
  })
  return id
}

/** The columns of a run about such a cluster that say what it is about. */
export async function aboutCluster(clusterId: string) {
  const { ownerId, provider } = await db().cluster.findUniqueOrThrow({ where: { id: clusterId } })
  return { subjectType: 'cluster', subjectId: clusterId, ownerId, provider }
}

/** Makes `db()` of this process the panel's database. */
export function chooseDatabase(databaseUrl: string): void {
  process.env['DATABASE_URL'] = databaseUrl
  // Nothing that a bench does here opens a secret.
  process.env['BUZZCRATE_SECRET_KEY'] ??= 'k'.repeat(43)
}
