import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { type BoardEvent, nextPhase, PracticeBoardPhase } from '@/lib/shared/practice/board-phase'

/** A simulated board with its name. */
export type BoardRow = Awaited<ReturnType<typeof boardOfImage>>

const WITH_NAME = { machine: { select: { name: true, ownerId: true } } } as const satisfies Prisma.PracticeBoardInclude

/** The board that an image was made for. @throws AppError `not-found` for none, or a real one */
export async function boardOfImage(imageId: string) {
  const image = await db().boardImage.findUnique({ where: { id: imageId }, select: { machineId: true } })
  const row =
    image === null ? null : await db().practiceBoard.findUnique({ where: { id: image.machineId }, include: WITH_NAME })
  if (row === null) throw notFound('practice board')
  return row
}

/** Takes a board on by one event. Of two that come at one moment, the second finds what the first has made. */
export async function moveBoard(
  machineId: string,
  event: BoardEvent,
  more: Prisma.PracticeBoardUpdateManyMutationInput = {},
): Promise<PracticeBoardPhase> {
  const row = await db().practiceBoard.findUnique({ where: { id: machineId }, include: WITH_NAME })
  if (row === null) throw notFound('practice board')
  const before = PracticeBoardPhase.parse(row.phase)
  const phase = nextPhase(row.machine.name, before, event)
  const where = { id: machineId, phase: before, phaseSince: row.phaseSince }
  const { count } = await db().practiceBoard.updateMany({ where, data: { ...more, phase, phaseSince: new Date() } })
  if (count === 1) return phase
  throw new AppError('practice-board-refuses', {
    userMessage: `${row.machine.name} was just changed by something else. Look at it again.`,
    retryable: true,
  })
}
