import { ClassOffer, isLent } from '@/lib/contracts/class-fields'
import type { Obstacle } from '@/lib/contracts/clusters'
import { db } from '@/lib/db/client'
import type { Class } from '@/lib/db/generated/client'
import { isPractice } from '@/lib/providers/find-definition'
import { practiceLimits } from '@/lib/providers/practice/limits'
import { plural } from '@/lib/shared/catalogue'

/** What stands in the way of as many clusters as a class has seats for, before the first student finds out. */
export async function classObstacles(row: Class): Promise<readonly Obstacle[]> {
  const { provider } = ClassOffer.parse(row.offer)
  if (isPractice(provider)) return practiceObstacles(row)
  return isLent(provider) ? boardObstacles(row) : []
}

async function practiceObstacles({ id, seats, mostClusters }: Class): Promise<readonly Obstacle[]> {
  const { aMember, aPanel } = await practiceLimits()
  const others = await db().practiceCluster.count({
    where: { cluster: { NOT: { owner: { student: { classId: id } } } } },
  })
  const wanted = seats * Math.min(mostClusters, aMember)
  const room = Math.max(0, aPanel - others)
  if (wanted <= room) return []
  return [
    {
      level: seats <= room ? 'advice' : 'blocker',
      sentence: `The class may have ${plural(wanted, { one: '# practice cluster', other: '# practice clusters' })}, and this panel has room for ${room} of them.`,
      wayOut: 'An admin can allow more practice clusters at Settings, if this machine has the memory for them.',
    },
  ]
}

async function boardObstacles({ id, seats }: Class): Promise<readonly Obstacle[]> {
  const without = await db().student.count({
    where: { classId: id, origin: { not: 'rehearsal' }, boards: { none: {} } },
  })
  const students = await db().student.count({ where: { classId: id, origin: { not: 'rehearsal' } } })
  const missing = Math.max(without, seats - (students - without))
  if (missing === 0) return []
  return [
    {
      level: 'advice',
      sentence: `${plural(missing, { one: '# seat has', other: '# seats have' })} no board yet.`,
      wayOut: 'Lend boards to each student on the roster: who comes by code only gets one when you lend it.',
    },
  ]
}
