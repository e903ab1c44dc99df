import type { ClassReceipt } from '@/lib/contracts/class-fields'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import type { RunStatus } from '@/lib/engine/decide'
import type { ClassRecords } from '@/lib/ports/class-records'
import { presentReceipt } from '../clusters/present'
import { announceClass } from './announce-class'

/** How often a deletion that stopped is begun anew before the receipt names it. */
const MOST_TRIES = 3
const AT_WORK: readonly RunStatus[] = ['running', 'unwinding']
const isAtWork = (status: string): boolean => AT_WORK.some((each) => each === status)

const latestRun = (clusterId: string) =>
  db().run.findFirst({
    where: { subjectType: 'cluster', subjectId: clusterId },
    orderBy: { number: 'desc' },
    select: { id: true, recipe: true, status: true, number: true },
  })

/** What runs of classes do through the panel. What makes and deletes clusters is loaded when it is wanted. */
export const classRecords: ClassRecords = {
  async begin(studentId) {
    const known = await db().cluster.findFirst({
      where: { ownerId: studentId, deletedAt: null },
      orderBy: { createdAt: 'asc' },
      select: { id: true },
    })
    if (known !== null) return { clusterId: known.id }
    const { beginClusterOf } = await import('./begin-cluster')
    try {
      return await beginClusterOf(studentId)
    } catch (error) {
      if (!(error instanceof AppError) || error.retryable) throw error
      return { refused: error.userMessage }
    }
  },

  async look(clusterId) {
    const run = await latestRun(clusterId)
    if (run === null) return { state: 'stopped', why: 'The cluster is gone.' }
    if (isAtWork(run.status)) return { state: 'working' }
    if (run.recipe === 'delete-cluster' || run.status === 'undone') {
      return { state: 'stopped', why: 'The cluster was deleted meanwhile.' }
    }
    if (run.status === 'succeeded') return { state: 'ready' }
    return { state: 'stopped', why: `Its run ${run.number} stopped and waits for a person.` }
  },

  async clear(classId, clusterId) {
    const cluster = await db().cluster.findUnique({
      where: { id: clusterId },
      select: { name: true, ownerId: true, deletedAt: true, receipt: true, _count: { select: { machines: true } } },
    })
    if (cluster === null) return { machines: 0, left: [] }
    if (cluster.deletedAt !== null) {
      const lines = presentReceipt(cluster.receipt)?.lines ?? []
      const machines = new Set(lines.map(({ machine }) => machine)).size
      return { machines, left: lines.flatMap(({ machine, left }) => left.map((what) => `${machine}: ${what}`)) }
    }
    const student: Actor = { userId: cluster.ownerId, role: 'student' }
    const run = await latestRun(clusterId)
    if (run !== null && isAtWork(run.status)) {
      if (run.recipe !== 'delete-cluster' && run.status === 'running') await stop(student, run.id)
      return undefined
    }
    const since = await db().class.findUnique({ where: { id: classId }, select: { endedAt: true } })
    const createdAt = { gte: since?.endedAt ?? new Date(0) }
    const ofDeletion = { subjectType: 'cluster', subjectId: clusterId, recipe: 'delete-cluster', createdAt }
    if ((await db().run.count({ where: ofDeletion })) >= MOST_TRIES) {
      const machines = cluster._count.machines
      return { machines, left: [`${cluster.name}: its deletion stopped ${MOST_TRIES} times. Look at its runs.`] }
    }
    await beginDeletion(student, clusterId)
    return undefined
  },

  async saveReceipt(classId, lines, checkedAt) {
    return db().$transaction(async (transaction) => {
      const owner = { student: { classId } }
      const still = await transaction.cluster.findMany({
        where: { owner, deletedAt: null },
        select: { id: true, name: true, owner: { select: { name: true } }, _count: { select: { machines: true } } },
      })
      const unnamed = still.filter(({ id }) => !lines.some((line) => line.clusterId === id && line.left.length > 0))
      const left = unnamed.map(({ id, name, owner: { name: student }, _count }) => ({
        ...{ clusterId: id, cluster: name, student, machines: _count.machines },
        left: [`${name} is still there.`],
      }))
      const gone = lines.filter(({ clusterId }) => !unnamed.some(({ id }) => id === clusterId))
      const clusters = [...gone, ...left].map((line) => ({ ...line, left: [...line.left] }))
      const count = clusters.filter((line) => line.left.length > 0).length
      const receipt = { checkedAt, clusters, left: count } satisfies ClassReceipt
      const data = { receipt: receipt as unknown as Prisma.InputJsonObject }
      await transaction.class.updateMany({ where: { id: classId }, data })
      await transaction.machine.updateMany({
        where: { student: { classId }, clusterId: null },
        data: { studentId: null },
      })
      await announceClass(transaction, classId)
      return count
    })
  },
}

/** What is at work on a cluster is kept where it is: its deletion takes it all away. */
async function stop(student: Actor, runId: string): Promise<void> {
  const { cancelRun } = await import('../runs/cancel-run')
  await cancelRun(student, runId, 'hold').catch((error: unknown) => {
    // It is being stopped already, or has come to its end.
    if (!(error instanceof AppError && error.code === 'run-refuses')) throw error
  })
}

async function beginDeletion(student: Actor, clusterId: string): Promise<void> {
  const [{ clusterToDelete }, { startDeletion }] = await Promise.all([
    import('../clusters/delete-cluster'),
    import('../clusters/start-deletion'),
  ])
  try {
    await startDeletion(student, clusterId, await clusterToDelete(student, clusterId))
  } catch (error) {
    // Somebody was quicker: the next look sees what they began.
    if (!(error instanceof AppError && ['subject-busy', 'not-found'].includes(error.code))) throw error
  }
}
