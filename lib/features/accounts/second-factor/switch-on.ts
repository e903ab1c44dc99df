import type { AnswerOf } from '@/lib/contracts/endpoints'
import type { AppCode, OwnPassword } from '@/lib/contracts/second-factor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../../audit'
import { assertMay } from '../../policy'
import { announceSessions } from '../announce-sessions'
import { assertOwnPassword } from '../assert-own-password'
import { forgetAttempts, takeAttempt } from '../attempts'
import type { CurrentUser } from '../current-actor'
import { type SignInPlace, writeSignInNotice } from '../sign-in-notices'
import { tooMany } from '../too-many'
import { writeRecoveryCodes } from './recovery-codes'
import { openTotpSecret, sealTotpSecret } from './sealed-secret'
import { newTotpSecret, stepOfCode, totpUri } from './totp'
import { wrongCode } from './wrong-code'

/**
 * Makes a secret for an authenticator app. It counts once a code of it was typed; until then another call makes another.
 * @throws AppError `bad-input` naming `password`, `too-many-requests`, `second-factor-on`
 */
export async function beginSecondFactor(
  user: CurrentUser,
  { password }: OwnPassword,
): Promise<AnswerOf<'POST /api/account/second-factor'>> {
  assertMay(user, 'second-factor.manage')
  await assertOwnPassword(user, password, 'password')
  const secret = newTotpSecret()
  const sealed = sealTotpSecret(secret, user.userId)
  await db().$transaction(async (transaction) => {
    await transaction.secondFactor.deleteMany({ where: { userId: user.userId, confirmedAt: null } })
    const made = await transaction.secondFactor.createMany({
      data: [{ userId: user.userId, sealed }],
      skipDuplicates: true,
    })
    if (made.count !== 1) throw alreadyOn()
    const subject = { type: 'user', id: user.userId }
    await recordAudit({ actor: user, action: 'user.begin-second-factor', subject }, transaction)
  })
  return { secret, uri: totpUri(secret, user.email) }
}

/**
 * Switches two-step sign-in on, once a code shows that the app has the secret, and ends one's other sessions. Returns
 * the recovery codes, this once.
 * @throws AppError `bad-input` naming `code`, `too-many-requests`, `second-factor-on`, `second-factor-not-begun`
 */
export async function confirmSecondFactor(
  user: CurrentUser,
  { code }: AppCode,
  place: SignInPlace,
): Promise<AnswerOf<'POST /api/account/second-factor/confirm'>> {
  assertMay(user, 'second-factor.manage')
  const key = `second-factor:confirm:${user.userId}`
  const waitMs = await takeAttempt([{ key, free: 10, firstWaitMs: 2_000, longestWaitMs: 15 * 60_000 }])
  if (waitMs > 0) throw tooMany(waitMs)
  const begun = await db().secondFactor.findUnique({ where: { userId: user.userId } })
  if (begun === null) throw notBegun()
  if (begun.confirmedAt !== null) throw alreadyOn()
  const now = Date.now()
  const step = await stepOfCode(openTotpSecret(begun.sealed, user.userId), code, now)
  if (step === undefined) throw wrongCode(now)
  const recoveryCodes = await db().$transaction(async (transaction) => {
    const confirmed = await transaction.secondFactor.updateMany({
      where: { userId: user.userId, sealed: begun.sealed, confirmedAt: null },
      data: { confirmedAt: new Date(now), lastStep: step },
    })
    if (confirmed.count !== 1) throw alreadyOn()
    await transaction.session.deleteMany({ where: { userId: user.userId, NOT: { id: user.sessionId } } })
    const subject = { type: 'user', id: user.userId }
    await recordAudit({ actor: user, action: 'user.second-factor-on', subject }, transaction)
    await writeSignInNotice(transaction, user.userId, 'second-factor-on', place)
    return writeRecoveryCodes(transaction, user.userId)
  })
  announceSessions(user.userId)
  await forgetAttempts([key])
  return { recoveryCodes }
}

const alreadyOn = () =>
  new AppError('second-factor-on', {
    userMessage: 'Two-step sign-in is on already. To use another app, switch it off first, then on again.',
  })

const notBegun = () =>
  new AppError('second-factor-not-begun', {
    userMessage: 'There is nothing to confirm yet. Begin again with your password.',
  })
