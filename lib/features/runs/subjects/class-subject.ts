import type { Actor, Role } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { announceClass } from '@/lib/features/classes/announce-class'
import { taughtClasses } from '@/lib/features/classes/visible-classes'
import { PICKED } from '@/lib/providers/find-definition'
import { paths } from '@/lib/shared/paths'
import type { SubjectKind } from '../subject-kind'

/** Whoever made the class, and admins. How far its runs have come, the class's own page tells all its teachers. */
function visibleClassRuns(actor: Actor): Prisma.RunWhereInput {
  const own = { ownerId: actor.userId }
  const byRole = { admin: {}, teacher: own, member: own, student: own } satisfies Record<Role, Prisma.RunWhereInput>
  return byRole[actor.role]
}

/** Classes: a run is about all clusters of one, each of which has runs of its own besides. */
export const classSubject: SubjectKind = {
  type: 'class',
  unknownRecipe: {
    effect: 'changes',
    phases: {
      running: 'open',
      succeeded: 'open',
      held: 'attention',
      unwinding: 'open',
      undone: 'open',
      stuck: 'attention',
    },
    lock: ({ id }) => `class:${id}`,
    actions: { see: 'classes.read', command: 'classes.manage' },
  },
  visible: visibleClassRuns,
  async find(transaction, actor, id) {
    const where = { id, AND: taughtClasses(actor) }
    const row = await transaction.class.findFirst({ where, select: { ownerId: true, name: true } })
    // Its steps reach no machine themselves.
    return row === null ? undefined : { ...row, provider: PICKED[0] ?? '' }
  },
  async present(ids) {
    const rows = await db().class.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } })
    return new Map(rows.map(({ id, name }) => [id, { name, href: paths.class({ classId: id }) }]))
  },
  runHref: ({ id }) => paths.runAlone({ runId: id }),
  async savePhase(transaction, id, phase) {
    // Once it is being ended, a run that still made clusters says nothing about it any more.
    const late = { id, endedAt: { not: null } }
    const ofEnd = ['ending', 'ended', 'attention'].includes(phase)
    await transaction.class.updateMany({ where: ofEnd ? { id } : { id, NOT: late }, data: { phase } })
    await announceClass(transaction, id)
  },
}
