import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { LinodeConnection } from '@/lib/linode/connection'
import { CLOUD_THINGS, type ClusterPrices } from '@/lib/shared/cloud/cloud-data'
import type { CloudController, LinodePort } from './linode-port'

const Price = z.object({ hourly: z.number(), monthly: z.number() })
/** The column of a cluster's prices. */
export const Prices: z.ZodType<ClusterPrices> = z.object({
  server: Price,
  worker: Price,
  balancer: Price,
  volume: Price,
  asOf: z.number(),
})
const Kind = z.literal(CLOUD_THINGS)

export interface DatabasePortOptions {
  /** @param accountId null where there is no account: what practises */
  readonly connect: (accountId: string | null, clusterId: string) => Promise<LinodeConnection>
  readonly controller: () => Promise<CloudController | undefined>
}

/** The port with the panel's database behind it. */
export function databasePort({ connect, controller }: DatabasePortOptions): LinodePort {
  return {
    kind: 'linode',
    connect: async (clusterId) => connect((await cloudOf(clusterId)).accountId, clusterId),
    async cluster(clusterId) {
      const { tag, region, prices } = await cloudOf(clusterId)
      return { tag, region, prices: Prices.parse(prices) }
    },
    async saveMachine(clusterId, machineId, change) {
      const data = Object.fromEntries(Object.entries(change).map(([field, value]) => [field, value ?? null]))
      await db().machine.updateMany({ where: { id: machineId, clusterId }, data })
    },
    async machines(clusterId) {
      const rows = await db().machine.findMany({
        where: { clusterId },
        orderBy: { position: 'asc' },
        select: { id: true, address: true, privateAddress: true },
      })
      return rows.map(({ id, address, privateAddress }) => ({
        machineId: id,
        address: address ?? undefined,
        privateAddress: privateAddress ?? undefined,
      }))
    },
    async saveThing(clusterId, { createdAt, ...thing }) {
      const { kind, remoteId } = thing
      await db().cloudThing.upsert({
        where: { clusterId_kind_remoteId: { clusterId, kind, remoteId } },
        create: { id: newId(), clusterId, ...thing, createdAt: new Date(createdAt) },
        update: {},
      })
    },
    async endThing(clusterId, kind, remoteId, at) {
      const where = { clusterId, kind, remoteId, endedAt: null }
      await db().cloudThing.updateMany({ where, data: { endedAt: new Date(at) } })
    },
    async things(clusterId) {
      const rows = await db().cloudThing.findMany({ where: { clusterId }, orderBy: { createdAt: 'asc' } })
      return rows.map(({ kind, remoteId, label, hourly, monthly, createdAt, endedAt }) => ({
        kind: Kind.parse(kind),
        remoteId,
        label,
        hourly,
        monthly,
        createdAt: createdAt.getTime(),
        endedAt: endedAt?.getTime(),
      }))
    },
    controller,
  }
}

async function cloudOf(clusterId: string) {
  const row = await db().cloudCluster.findUnique({
    where: { clusterId },
    select: { accountId: true, tag: true, region: true, prices: true },
  })
  if (row !== null) return row
  throw new AppError('cloud-account-gone', {
    message: `no cloud is known for cluster ${clusterId}`,
    userMessage: 'The panel does not know any more which Linode account this cluster belongs to.',
  })
}
