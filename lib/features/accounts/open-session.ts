import { APIError } from 'better-auth/api'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { ACCOUNT_DISABLED, auth } from './auth'
import { accountDisabled, type KnownUser } from './check-password'
import { deviceCookie } from './device-cookie'
import { noticeNewPlace, placeOf, writeSignInNotice } from './sign-in-notices'
import { isSecure } from './visitor'

/** What somebody showed besides the password. */
export type ShownFactor = 'none' | 'app' | 'recovery-code'

/**
 * Opens a session for somebody who has shown all that is asked of them, and writes it down for the audit log and for
 * them. Returns the `set-cookie` headers of the answer.
 * @throws AppError `account-disabled`
 */
export async function openSession(
  { userId, email }: KnownUser,
  headers: Headers,
  shown: ShownFactor,
): Promise<readonly string[]> {
  const secure = isSecure(headers)
  const place = placeOf(headers, email)
  const device = place.device ?? newId()
  const { headers: answer, response } = await newSession(userId, headers, secure)
  try {
    await db().$transaction(async (transaction) => {
      const subject = { type: 'user', id: userId }
      const details = { address: place.address, secondFactor: shown }
      await recordAudit({ actor: { userId }, action: 'user.sign-in', subject, details }, transaction)
      await noticeNewPlace(transaction, userId, { ...place, device }, place.device !== undefined)
      if (shown === 'recovery-code') {
        await writeSignInNotice(transaction, userId, 'recovery-code-used', { ...place, device })
      }
    })
  } catch (error) {
    // The session is written already: without an entry it goes again, and its cookie is given to nobody.
    await db().session.deleteMany({ where: { token: response.token } })
    throw error
  }
  return [...answer.getSetCookie(), deviceCookie(email, secure, device)]
}

async function newSession(userId: string, headers: Headers, secure: boolean) {
  try {
    return await auth({ secure }).api.openSession({ body: { userId }, headers, returnHeaders: true })
  } catch (error) {
    if (error instanceof APIError && error.body?.code === ACCOUNT_DISABLED) throw accountDisabled()
    throw error
  }
}
