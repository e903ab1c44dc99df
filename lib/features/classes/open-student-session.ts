import { db } from '@/lib/db/client'
import { auth } from '../accounts/auth'
import { addressOf, isSecure } from '../accounts/visitor'
import { recordAudit } from '../audit'
import { classEnded } from './change-class'

/** How somebody has shown that they are the student. */
export type ShownBy = 'code' | 'link' | 'words'

/**
 * Opens a session as a student, like the session of any account. Returns the `set-cookie` headers.
 * @throws AppError `class-ended` when the class was ended at this moment
 */
export async function openStudentSession(
  { id, classId }: { readonly id: string; readonly classId: string },
  headers: Headers,
  shownBy: ShownBy,
): Promise<readonly string[]> {
  const secure = isSecure(headers)
  const opened = await auth({ secure }).api.openSession({ body: { userId: id }, headers, returnHeaders: true })
  const { token } = opened.response
  try {
    await db().$transaction(async (transaction) => {
      // Whoever ends the class ends sessions with the row locked: this one comes before, or not at all.
      await transaction.$executeRaw`select 1 from class where id = ${classId} for share`
      const row = await transaction.class.findUniqueOrThrow({
        where: { id: classId },
        select: { name: true, endedAt: true },
      })
      if (row.endedAt !== null) throw classEnded(row.name)
      const details = { classId, shownBy, address: addressOf(headers) }
      await recordAudit(
        { actor: { userId: id }, action: 'student.sign-in', subject: { type: 'user', id }, details },
        transaction,
      )
    })
  } catch (error) {
    // Without an entry nobody has its cookie.
    await db().session.deleteMany({ where: { token } })
    throw error
  }
  return opened.headers.getSetCookie()
}
