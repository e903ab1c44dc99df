import { CardWriting } from '@/lib/contracts/cards'
import { db } from '@/lib/db/client'
import { Prisma } from '@/lib/db/generated/client'
import { announceBoards } from '@/lib/features/cards/announce-boards'
import { ownBatches } from '@/lib/features/cards/visible-cards'
import { subjectLock } from '@/lib/ports/recipe'
import { paths } from '@/lib/shared/paths'
import type { SubjectKind } from '../subject-kind'

/** Cards that are written in a reader of the panel. Their owner's alone, as the image is. */
export const cardSubject: SubjectKind = {
  type: 'card',
  unknownRecipe: {
    effect: 'changes',
    phases: {
      running: 'writing',
      succeeded: 'written',
      held: 'failed',
      unwinding: 'writing',
      undone: '',
      stuck: 'failed',
    },
    lock: subjectLock,
    actions: { see: 'cards.read', command: 'cards.manage' },
  },
  visible: ({ userId }) => ({ ownerId: userId }),
  async find(transaction, actor, id) {
    const row = await transaction.boardImage.findFirst({
      where: { id, batch: ownBatches(actor) },
      select: { batch: { select: { ownerId: true } }, machine: { select: { name: true, provider: true } } },
    })
    if (row === null) return undefined
    const { batch, machine } = row
    return { ownerId: batch.ownerId, name: `The card of ${machine.name}`, provider: machine.provider }
  },
  async present(ids) {
    const rows = await db().boardImage.findMany({
      where: { id: { in: [...ids] } },
      select: { id: true, batchId: true, machine: { select: { name: true } } },
    })
    return new Map(
      rows.map(({ id, batchId, machine }) => [
        id,
        { name: `card of ${machine.name}`, href: paths.cardBatch({ batchId }) },
      ]),
    )
  },
  runHref: ({ id }) => paths.runAlone({ runId: id }),
  async savePhase(transaction, id, phase) {
    const row = await transaction.boardImage.findUnique({ where: { id }, select: { writing: true, batch: true } })
    if (row === null || phase === 'writing') return
    // A failure stays on the row until it is tried again; what was stopped or is done is not shown any more.
    const failed = phase === 'failed' && CardWriting.safeParse(row.writing).data?.failure !== undefined
    if (!failed) await transaction.boardImage.update({ where: { id }, data: { writing: Prisma.DbNull } })
    await announceBoards(transaction, row.batch.ownerId)
  },
}
