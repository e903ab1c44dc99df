import { db } from '@/lib/db/client'
import { announceBoards } from '@/lib/features/cards/announce-boards'
import { ownBatches } from '@/lib/features/cards/visible-cards'
import { subjectLock } from '@/lib/ports/recipe'
import { PICKED } from '@/lib/providers/find-definition'
import { paths } from '@/lib/shared/paths'
import type { SubjectKind } from '../subject-kind'

/** Batches of cards whose images are made. Their owner's alone: admins see no run of somebody else's either. */
export const imageSubject: SubjectKind = {
  type: 'image',
  unknownRecipe: {
    effect: 'makes',
    phases: {
      running: 'preparing',
      succeeded: 'ready',
      held: 'failed',
      unwinding: 'preparing',
      undone: 'failed',
      stuck: 'failed',
    },
    lock: subjectLock,
    actions: { see: 'cards.read', command: 'cards.manage' },
  },
  visible: (actor) => ({ ownerId: actor.userId }),
  async find(transaction, actor, id) {
    const include = { images: { take: 1, select: { machine: { select: { provider: true } } } } } as const
    const row = await transaction.cardBatch.findFirst({ where: { id, AND: ownBatches(actor) }, include })
    if (row === null) return undefined
    // All boards of a batch are of one kind: real, or simulated.
    return { ownerId: row.ownerId, name: row.name, provider: row.images[0]?.machine.provider ?? PICKED[0] ?? '' }
  },
  async present(ids) {
    const rows = await db().cardBatch.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } })
    return new Map(rows.map(({ id, name }) => [id, { name, href: paths.cardBatch({ batchId: id }) }]))
  },
  runHref: ({ id }) => paths.runAlone({ runId: id }),
  async savePhase(transaction, id, phase) {
    const [batch] = await transaction.cardBatch.findMany({ where: { id }, select: { ownerId: true } })
    if (batch === undefined) return
    if (phase === 'failed') {
      await transaction.boardImage.updateMany({
        where: { batchId: id, status: 'preparing' },
        data: { status: 'failed' },
      })
    }
    await announceBoards(transaction, batch.ownerId)
  },
}
