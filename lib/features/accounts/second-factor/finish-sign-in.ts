import type { SecondStep } from '@/lib/contracts/second-factor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { forgetAttempts, returnAttempt, takeAttempt } from '../attempts'
import { accountDisabled } from '../check-password'
import { openSession } from '../open-session'
import { recordSignInFailure } from '../record-sign-in-failure'
import { sharedKeys, signInLimits } from '../sign-in-limits'
import { noticeWrongCodes, placeOf } from '../sign-in-notices'
import { tooMany } from '../too-many'
import { isSecure } from '../visitor'
import { findHalfDoneSignIn, forgetHalfDoneSignIn, takeHalfDoneSignIn } from './half-done-sign-in'
import { takeRecoveryCode } from './recovery-codes'
import { openTotpSecret } from './sealed-secret'
import { stepOfCode } from './totp'
import { codeUsedAlready, wrongCode, wrongRecoveryCode } from './wrong-code'

/**
 * The second step of signing in, in the browser that took the first: checks a code of the app, or uses up a recovery
 * code, and opens the session. Returns the `set-cookie` headers of the answer.
 *
 * Codes are counted like passwords, by device, account and address, before their outcome is known. A code counts for its
 * time step or one beside it, and once; so does the half-done sign-in.
 *
 * @throws AppError `half-done-sign-in-over`, `bad-input` naming `code`, `too-many-requests`, `account-disabled`
 */
export async function finishSignIn(step: SecondStep, headers: Headers): Promise<readonly string[]> {
  const halfDone = await findHalfDoneSignIn(headers)
  if (halfDone === undefined) throw isOver()
  const user = await db().user.findUnique({ where: { id: halfDone.userId }, select: { email: true, banned: true } })
  if (user === null) throw isOver()
  if (user.banned === true) throw accountDisabled()
  const { userId } = halfDone
  const place = placeOf(headers, user.email)
  const counted = signInLimits('second-factor', { email: user.email, ...place })
  const waitMs = await takeAttempt(counted.limits)
  if (waitMs > 0) {
    await recordSignInFailure(user.email, 'too-many-codes', place.address)
    await noticeWrongCodes(userId, place)
    throw tooMany(waitMs)
  }
  try {
    const take = await checked(step, userId)
    await db().$transaction(async (transaction) => {
      // The code first: one that is refused leaves the half-done sign-in as it is.
      await take(transaction)
      if (!(await takeHalfDoneSignIn(transaction, halfDone))) throw isOver()
    })
  } catch (error) {
    if (error instanceof AppError && error.code === 'bad-input') {
      await recordSignInFailure(user.email, 'wrong-code', place.address)
    }
    throw error
  }
  await forgetAttempts(counted.own)
  await returnAttempt(sharedKeys(counted))
  const cookies = await openSession(
    { userId, email: user.email },
    headers,
    step.kind === 'app' ? 'app' : 'recovery-code',
  )
  return [...cookies, forgetHalfDoneSignIn(isSecure(headers))]
}

type Writer = Pick<ReturnType<typeof db>, 'secondFactor' | 'recoveryCode'>

/** Looks at the code. Returns what uses it up, in the transaction that also ends the half-done sign-in. */
async function checked({ kind, code }: SecondStep, userId: string): Promise<(writer: Writer) => Promise<void>> {
  if (kind === 'recovery') {
    return async (writer) => {
      if (!(await takeRecoveryCode(writer, userId, code))) throw wrongRecoveryCode()
    }
  }
  const factor = await db().secondFactor.findFirst({ where: { userId, confirmedAt: { not: null } } })
  if (factor === null) throw isOver()
  const now = Date.now()
  const step = await stepOfCode(openTotpSecret(factor.sealed, userId), code, now)
  if (step === undefined) throw wrongCode(now)
  return async (writer) => {
    const { count } = await writer.secondFactor.updateMany({
      where: { userId, sealed: factor.sealed, lastStep: { lt: step } },
      data: { lastStep: step },
    })
    if (count !== 1) throw codeUsedAlready()
  }
}

const isOver = () =>
  new AppError('half-done-sign-in-over', {
    userMessage: 'This sign-in took too long, or it was begun in another browser. Type your password again.',
  })
