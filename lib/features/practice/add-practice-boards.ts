import { MAX_MACHINES } from '@/lib/contracts/machines'
import type { NewPracticeBoards } from '@/lib/contracts/practice'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { putBoardsOnDesk } from '@/lib/providers/practice-boards/put-boards-on-desk'
import { namesFrom } from '@/lib/shared/card-stage'
import { MOST_PRACTICE_BOARDS } from '@/lib/shared/practice/practice-reader'
import { recordAudit } from '../audit'
import { announceBoards } from '../cards/announce-boards'
import { findBoardProfile } from '../cards/board-profiles'
import { assertMay } from '../policy'

/** So that nobody takes them for real ones, wherever only a name is shown. */
const FIRST_NAME = 'practice-1'

/**
 * Puts simulated boards on the person's list, empty as they come out of their box.
 * @returns ids of the machines
 * @throws AppError `bad-input`, `practice-quota`
 */
export async function addPracticeBoards(
  actor: Actor,
  { count, profile, speed }: NewPracticeBoards,
): Promise<readonly string[]> {
  assertMay(actor, 'machines.manage')
  const kind = findBoardProfile(profile)
  if (kind === undefined) throw wrong('profile', 'This kind of board is not known. Choose one from the list.')
  return db().$transaction(async (transaction) => {
    await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended('practice-quota', 0))`
    const own = await transaction.machine.findMany({
      where: { ownerId: actor.userId },
      select: { name: true, position: true, practiceBoard: { select: { id: true } } },
    })
    const before = own.filter(({ practiceBoard }) => practiceBoard !== null).length
    if (before + count > MOST_PRACTICE_BOARDS) throw tooMany(before)
    if (own.length + count > MAX_MACHINES) throw wrong('count', `You would have more than ${MAX_MACHINES} machines.`)
    const last = Math.max(-1, ...own.map(({ position }) => position))
    const names = namesFrom(FIRST_NAME, count, new Set(own.map(({ name }) => name)))
    const boards = names.map((name, at) => ({ machineId: newId(), name, position: last + 1 + at }))
    const [model = kind.title] = kind.models
    const memoryMib = kind.memoryMib.at(-1) ?? 4_096
    await putBoardsOnDesk(transaction, { ownerId: actor.userId, profile, speed, model, memoryMib }, boards)
    const details = { count, profile, speed }
    await recordAudit(
      { actor, action: 'practice.boards', subject: { type: 'user', id: actor.userId }, details },
      transaction,
    )
    await announceBoards(transaction, actor.userId)
    return boards.map(({ machineId }) => machineId)
  })
}

const tooMany = (before: number): AppError =>
  new AppError('practice-quota', {
    userMessage: `You have ${before} practice boards, and ${MOST_PRACTICE_BOARDS} is the most. Remove some, or take fewer.`,
    details: { fields: [{ field: 'count', problem: `At most ${MOST_PRACTICE_BOARDS - before} more.` }] },
  })

const wrong = (field: string, problem: string): AppError =>
  new AppError('bad-input', { userMessage: problem, details: { fields: [{ field, problem }] } })
