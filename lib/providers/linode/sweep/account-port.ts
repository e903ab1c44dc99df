import { db } from '@/lib/db/client'
import type { LinodeConnection } from '@/lib/linode/connection'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import type { Vault } from '@/lib/ports/vault'
import type { Orphan, OrphanRef } from '@/lib/shared/cloud/orphan'
import { connectAccount } from '../connect-account'
import type { TaggedCluster, TaggedClusters } from './judge-orphans'

/** What the steps of a sweep see of the world besides Linode: a part of `own` of Linode's ports. All calls may be repeated. */
export interface AccountPort {
  /** @throws AppError `cloud-account-gone` */
  connectToAccount(accountId: string): Promise<LinodeConnection>
  /** What this panel knows of the clusters of these tags now, whoever they belong to. */
  clustersOf(tags: readonly string[]): Promise<TaggedClusters>
  /** It was seen to be gone: what it has cost is known now. */
  endOrphan(tag: string | null, orphan: OrphanRef, at: number): Promise<void>
  /** What the latest look at the account has found. */
  saveFound(accountId: string, found: readonly Orphan[], at: number): Promise<void>
}

export const databaseAccountPort = (vault: Vault): AccountPort => ({
  connectToAccount: (accountId) => connectAccount(accountId, vault),
  clustersOf,
  endOrphan,
  saveFound,
})

export async function clustersOf(tags: readonly string[]): Promise<TaggedClusters> {
  const rows = await db().cloudCluster.findMany({
    where: { tag: { in: [...new Set(tags)] } },
    select: { tag: true, cluster: { select: { name: true, deletedAt: true } } },
  })
  return new Map<string, TaggedCluster>(
    rows.map(({ tag, cluster: { name, deletedAt } }) => [tag, { name, isAlive: deletedAt === null }]),
  )
}

async function endOrphan(tag: string | null, { kind, remoteId }: OrphanRef, at: number): Promise<void> {
  if (tag === null) return
  const where = { kind, remoteId, endedAt: null, cluster: { cloud: { tag } } }
  await db().cloudThing.updateMany({ where, data: { endedAt: new Date(at) } })
}

/** As the column takes them. */
const plain = (found: readonly Orphan[]) => found.map((orphan) => ({ ...orphan }))

export async function saveFound(accountId: string, found: readonly Orphan[], at: number): Promise<void> {
  const seen = { found: plain(found), lookedAt: new Date(at), trouble: null }
  // Nothing to write for an account that was forgotten meanwhile.
  await db().$executeRaw`
    insert into cloud_sweep ("accountId", found, "lookedAt", "dueAt")
    select id, ${JSON.stringify(seen.found)}::jsonb, ${seen.lookedAt}, now() at time zone 'utc' + interval '1 day'
    from cloud_account where id = ${accountId}
    on conflict ("accountId") do update set found = excluded.found, "lookedAt" = excluded."lookedAt", trouble = null`
}

/** The port of a sweep's steps. @throws Error where such a step runs for another provider: a bug of a recipe */
export function accountPort({ own }: Pick<ProvisionPorts, 'own'>): AccountPort {
  if (isAccountPort(own)) return own
  throw new Error('a step of a sweep runs in a run of another provider')
}

const isAccountPort = (own: object | undefined): own is AccountPort => own !== undefined && 'connectToAccount' in own
