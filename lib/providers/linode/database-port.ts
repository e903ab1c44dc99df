import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { patient } from '@/lib/db/patient'
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
  /** Until when a restart of Postgres is waited for, in a run; otherwise it is an error at once. */
  readonly signal?: AbortSignal | undefined
}

/** The port with the panel's database behind it. */
export function databasePort({ signal, ...options }: DatabasePortOptions): LinodePort {
  const port = impatientPort(options)
  if (signal === undefined) return port
  return {
    kind: 'linode',
    connect: patient('find the account of a cluster', signal, port.connect),
    cluster: patient('read what a cluster is in its cloud', signal, port.cluster),
    saveMachine: patient('save a made machine', signal, port.saveMachine),
    saveThing: patient('save what was made', signal, port.saveThing),
    endThing: patient('save what is gone', signal, port.endThing),
    things: patient('read what was made', signal, port.things),
    controller: patient('read the cloud controller', signal, port.controller),
  }
}

function impatientPort({ connect, controller }: Omit<DatabasePortOptions, 'signal'>): LinodePort {
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
