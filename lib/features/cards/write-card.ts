import type { CardWriting, DriveToWrite } from '@/lib/contracts/cards'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { CardDrive } from '@/lib/ports/card-writer'
import { isPractice } from '@/lib/providers/find-definition'
import { writeCardPlan } from '@/lib/provision/recipes/write-card'
import { paths } from '@/lib/shared/paths'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { cancelRun } from '../runs/cancel-run'
import { supersedeRestingRun } from '../runs/run-lock'
import { startRun } from '../runs/start-run'
import { announceBoards } from './announce-boards'
import { listDrives } from './card-drives'
import { findWritable, type WritableCard } from './find-writable'

/**
 * Writes a card in the panel's own reader. Whoever runs the panel's machine may: all that is on the drive is lost.
 * @throws AppError `not-found`, `card-gone`, `card-drive-refused`, `bad-input` for another text than the drive's, `subject-busy`
 */
export async function writeCard(
  actor: Actor,
  imageId: string,
  wanted: DriveToWrite,
): Promise<{ readonly runHref: string }> {
  assertMay(actor, 'cards.write')
  const card = await findWritable(actor, imageId)
  if (isPractice(card.provider)) throw onlySimulated(card.name)
  return startWriting(actor, card, wanted, await listDrives(actor, imageId))
}

/** As `writeCard`, among these drives; the run looks again by itself, right before it writes. */
export async function startWriting(
  actor: Actor,
  card: WritableCard,
  wanted: DriveToWrite,
  drives: readonly CardDrive[],
): Promise<{ readonly runHref: string }> {
  const { imageId, name, imageBytes } = card
  const drive = drives.find(({ path, bytes }) => path === wanted.path && bytes === wanted.bytes)
  if (drive === undefined || drive.reasons.length > 0) throw refused(wanted.path, drive?.reasons ?? [NOT_THERE])
  if (drive.confirmation !== wanted.confirmation) throw notConfirmed(drive.confirmation)
  const confirmedAt = Date.now()
  const subject = { type: 'card', id: imageId }
  const plan = writeCardPlan({ ...card, drive: wanted, confirmedAt })
  const writing: CardWriting = {
    ...{ drive: drive.confirmation, path: drive.path, phase: 'waiting', doneBytes: 0, ofBytes: imageBytes },
    ...{ since: confirmedAt, at: confirmedAt },
  }
  const { runId } = await startRun(
    actor,
    { subject, title: `Writing the card of ${name}`, plan },
    async (transaction) => {
      // Asking again is the person's answer to an attempt that failed.
      await supersedeRestingRun(transaction, subject)
      await transaction.boardImage.update({ where: { id: imageId }, data: { writing } })
      const details = { name, path: drive.path, drive: drive.confirmation, bytes: drive.bytes }
      await recordAudit({ actor, action: 'cards.write', subject, details }, transaction)
      await announceBoards(transaction, actor.userId)
    },
  )
  return { runHref: paths.runAlone({ runId }) }
}

/** Stops it; nothing happens where nothing is written. The card starts no board then. @throws AppError `not-found`, `run-refuses` */
export async function stopWriting(actor: Actor, imageId: string): Promise<void> {
  assertMay(actor, 'cards.manage')
  const run = await db().run.findFirst({
    where: { subjectType: 'card', subjectId: imageId, ownerId: actor.userId, endedAt: null },
    select: { id: true },
    orderBy: { createdAt: 'desc' },
  })
  if (run === null) await findWritable(actor, imageId)
  else await cancelRun(actor, run.id, 'undo')
}

const NOT_THERE = 'It is not there any more, or another one is there now. Look again.'

const refused = (path: string, reasons: readonly string[]): AppError =>
  new AppError('card-drive-refused', {
    userMessage: `${path} is not written to. ${reasons.join(' ')}`,
    details: { path, reasons },
  })

const onlySimulated = (name: string): AppError =>
  new AppError('card-drive-refused', {
    userMessage: `${name} is a practice board: its image starts no real one, and is not written to a real card.`,
  })

function notConfirmed(confirmation: string): AppError {
  const problem = `Type ${confirmation}, as the drive calls itself.`
  return new AppError('bad-input', { userMessage: problem, details: { fields: [{ field: 'confirmation', problem }] } })
}
