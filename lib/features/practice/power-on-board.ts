import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { moveBoard } from '@/lib/providers/practice-boards/board-rows'
import { recordAudit } from '../audit'
import { announceBoards } from '../cards/announce-boards'
import { assertMay } from '../policy'
import { practiceBoard } from './practice-board'

/** Powers a practice board on: it starts from the card in it. @throws AppError `not-found`, `practice-board-refuses` */
export async function powerOnBoard(actor: Actor, machineId: string): Promise<void> {
  assertMay(actor, 'cards.manage')
  await practiceBoard(actor, machineId)
  await moveBoard(machineId, 'powered-on')
  await db().$transaction(async (transaction) => {
    await recordAudit({ actor, action: 'practice.power-on', subject: { type: 'machine', id: machineId } }, transaction)
    await announceBoards(transaction, actor.userId)
  })
}
