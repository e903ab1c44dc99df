import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { pool } from '@/lib/db/pool'
import { bus } from '@/lib/events/bus'
import { busTopics } from '@/lib/events/bus-topics'
import type { ClusterRecords } from '@/lib/ports/provision-ports'
import { PICKED } from '@/lib/providers/find-definition'

/** What steps write back about their cluster, in the database. Every call may be repeated. */
export const databaseRecords: ClusterRecords = {
  async saveAccess(clusterId, access) {
    await db().cluster.updateMany({ where: { id: clusterId }, data: access })
    await bus().publish(busTopics.clusters, clusterId)
  },
  async clearAccess(clusterId) {
    const data = { kubeconfigSecretId: null, apiUrl: null }
    await db().cluster.updateMany({ where: { id: clusterId }, data })
    await bus().publish(busTopics.clusters, clusterId)
  },
  async saveAppUrl(clusterId, app, urls, version) {
    const place = { clusterId_app: { clusterId, app } }
    const fresh = { id: newId(), clusterId, app, version, urls: [...urls] }
    await db().appInstall.upsert({ where: place, update: { version, urls: [...urls] }, create: fresh })
    await bus().publish(busTopics.clusters, clusterId)
  },
  async removeApp(clusterId, app) {
    await db().appInstall.deleteMany({ where: { clusterId, app } })
    await bus().publish(busTopics.clusters, clusterId)
  },
  async releaseMachine(clusterId, machineId) {
    await db().machine.updateMany({
      where: { id: machineId, clusterId },
      data: { clusterId: null, clusterRole: null },
    })
  },
  async forgetMachine(clusterId, machineId) {
    await db().machine.deleteMany({ where: { id: machineId, clusterId, provider: { notIn: [...PICKED] } } })
  },
  async saveMachineFacts(machineId, facts) {
    await pool().query(`update machine set facts = coalesce(facts, '{}') || $2::jsonb where id = $1`, [
      machineId,
      JSON.stringify(facts),
    ])
  },
  async saveReceipt(clusterId, receipt) {
    // A receipt is JSON; Prisma's type for JSON to write is mutable.
    await db().cluster.updateMany({
      where: { id: clusterId },
      data: { receipt: receipt as unknown as Prisma.InputJsonObject },
    })
  },
}
