import type { DriveToWrite } from '@/lib/contracts/cards'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { nextPhase, PracticeBoardPhase } from '@/lib/shared/practice/board-phase'
import { PRACTICE_READER } from '@/lib/shared/practice/practice-reader'
import { findWritable } from '../cards/find-writable'
import { startWriting } from '../cards/write-card'
import { assertMay } from '../policy'
import { practiceBoard } from './practice-board'

/**
 * Writes the card that was prepared for a practice board, in the simulated reader, by the same run as on a real one.
 * @throws AppError `not-found`, `card-gone`, `card-drive-refused`, `bad-input`, `subject-busy`, `practice-board-refuses`
 */
export async function writePracticeCard(
  actor: Actor,
  machineId: string,
  drive: DriveToWrite,
): Promise<{ readonly runHref: string }> {
  assertMay(actor, 'cards.manage')
  const board = await practiceBoard(actor, machineId)
  nextPhase(board.machine.name, PracticeBoardPhase.parse(board.phase), 'card-written')
  const newest = await db().boardImage.findFirst({
    where: { machineId, bootedAt: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true },
  })
  if (newest === null) throw noCard(board.machine.name)
  return startWriting(actor, await findWritable(actor, newest.id), drive, [PRACTICE_READER])
}

const noCard = (name: string): AppError =>
  new AppError('card-gone', { userMessage: `No card is prepared for ${name}. Prepare one first.` })
