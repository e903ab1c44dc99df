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
  async saveApp(clusterId, planned, { urls, hostsLines }) {
    const { id: app, version } = planned
    const place = { clusterId_app: { clusterId, app } }
    const now = { version, urls: [...urls], hostsLines: [...hostsLines], planned: asJson(planned) }
    await db().appInstall.upsert({ where: place, update: now, create: { id: newId(), clusterId, app, ...now } })
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
    await db().cluster.updateMany({ where: { id: clusterId }, data: { receipt: asJson(receipt) } })
  },
  async saveAppReceipt(clusterId, { id: app, title }, receipt) {
    const place = { clusterId_app: { clusterId, app } }
    const now = { title, receipt: asJson(receipt), createdAt: new Date(receipt.checkedAt) }
    await db().appReceipt.upsert({ where: place, update: now, create: { id: newId(), clusterId, app, ...now } })
    await bus().publish(busTopics.clusters, clusterId)
  },
}

/** A plan or a receipt is JSON; Prisma's type for JSON to write is mutable. */
const asJson = (value: object) => value as unknown as Prisma.InputJsonObject
