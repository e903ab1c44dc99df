import type { AnswerOf } from '@/lib/contracts/endpoints'
import type { OwnPassword } from '@/lib/contracts/second-factor'
import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../../audit'
import { assertMay } from '../../policy'
import { announceSessions } from '../announce-sessions'
import { assertOwnPassword } from '../assert-own-password'
import type { CurrentUser } from '../current-actor'
import { NO_PLACE, type SignInPlace, writeSignInNotice } from '../sign-in-notices'
import { demandedOf } from './demand'
import { endHalfDoneSignIns } from './half-done-sign-in'
import { writeRecoveryCodes } from './recovery-codes'

type Writer = Pick<ReturnType<typeof db>, 'secondFactor' | 'recoveryCode' | 'verification'>

/** Removes the app and the recovery codes. Returns whether there was an app that counted. */
export async function deleteSecondFactor(writer: Writer, userId: string): Promise<boolean> {
  const confirmed = await writer.secondFactor.deleteMany({ where: { userId, confirmedAt: { not: null } } })
  await writer.secondFactor.deleteMany({ where: { userId } })
  await writer.recoveryCode.deleteMany({ where: { userId } })
  await endHalfDoneSignIns(writer, userId)
  return confirmed.count > 0
}

/**
 * Switches one's own two-step sign-in off.
 * @throws AppError `bad-input` naming `password`, `too-many-requests`, `second-factor-demanded`, `second-factor-off`
 */
export async function switchOffSecondFactor(
  user: CurrentUser,
  { password }: OwnPassword,
  place: SignInPlace,
): Promise<void> {
  assertMay(user, 'second-factor.manage')
  await assertOwnPassword(user, password, 'password')
  if (await demandedOf(user)) {
    throw new AppError('second-factor-demanded', {
      userMessage: 'This panel demands two-step sign-in of all admins, so it cannot be switched off.',
    })
  }
  await db().$transaction(async (transaction) => {
    if (!(await deleteSecondFactor(transaction, user.userId))) throw isOff()
    const subject = { type: 'user', id: user.userId }
    await recordAudit({ actor: user, action: 'user.second-factor-off', subject }, transaction)
    await writeSignInNotice(transaction, user.userId, 'second-factor-off', place)
  })
}

/**
 * New recovery codes in place of the old ones, which stop working. Returns them, this once.
 * @throws AppError `bad-input` naming `password`, `too-many-requests`, `second-factor-off`
 */
export async function renewRecoveryCodes(
  user: CurrentUser,
  { password }: OwnPassword,
  place: SignInPlace,
): Promise<AnswerOf<'POST /api/account/second-factor/recovery-codes'>> {
  assertMay(user, 'second-factor.manage')
  await assertOwnPassword(user, password, 'password')
  const recoveryCodes = await db().$transaction(async (transaction) => {
    const where = { userId: user.userId, confirmedAt: { not: null } }
    if ((await transaction.secondFactor.count({ where })) !== 1) throw isOff()
    const subject = { type: 'user', id: user.userId }
    await recordAudit({ actor: user, action: 'user.renew-recovery-codes', subject }, transaction)
    await writeSignInNotice(transaction, user.userId, 'recovery-codes-renewed', place)
    return writeRecoveryCodes(transaction, user.userId)
  })
  return { recoveryCodes }
}

/**
 * Takes somebody else's second factor away, for who lost phone and recovery codes, and ends their sessions: they sign in
 * with the password alone, and see that it happened.
 * @throws AppError `own-account`, `not-found`, `second-factor-off`
 */
export async function removeSecondFactor(actor: Actor, userId: string): Promise<void> {
  assertMay(actor, 'users.manage')
  if (userId === actor.userId) {
    throw new AppError('own-account', {
      userMessage: 'Switch off your own two-step sign-in at Settings, with your password.',
    })
  }
  await db().$transaction(async (transaction) => {
    const user = await transaction.user.findUnique({ where: { id: userId }, select: { id: true } })
    if (user === null) throw notFound('user')
    if (!(await deleteSecondFactor(transaction, userId))) throw isOff()
    await transaction.session.deleteMany({ where: { userId } })
    await recordAudit(
      { actor, action: 'user.remove-second-factor', subject: { type: 'user', id: userId } },
      transaction,
    )
    await writeSignInNotice(transaction, userId, 'second-factor-removed', NO_PLACE)
  })
  announceSessions(userId)
}

const isOff = () => new AppError('second-factor-off', { userMessage: 'Two-step sign-in is not on for this account.' })
