import type { ClassCode } from '@/lib/contracts/classes'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { announceClass } from './announce-class'
import { classEnded } from './change-class'
import { codePath, newClassCode, shownCode } from './class-code'
import { forgetSeatRefusals } from './seat-refusals'
import { lockTaughtClass } from './visible-classes'

/**
 * Makes a class code in place of an earlier one, which stops working.
 * @param expiresAt milliseconds since 1970; by default when the class ends
 * @throws AppError `not-found`, `class-ended`, `code-expired` for a time that is over
 */
export async function makeClassCode(actor: Actor, classId: string, expiresAt?: number): Promise<ClassCode> {
  assertMay(actor, 'classes.manage')
  return db().$transaction(async (transaction) => {
    const row = await lockTaughtClass(transaction, actor, classId)
    if (row.endedAt !== null) throw classEnded(row.name)
    const until = expiresAt ?? row.endsAt.getTime()
    if (until <= Date.now()) {
      const problem = 'This time is over already. Give a later one, or let the class end later.'
      throw new AppError('code-expired', {
        userMessage: problem,
        details: { fields: [{ field: 'expiresAt', problem }] },
      })
    }
    const code = newClassCode()
    const data = { code, codeExpiresAt: new Date(until) }
    await transaction.class.update({ where: { id: classId }, data, select: { id: true } })
    await recordAudit({ actor, action: 'class.code', subject: { type: 'class', id: classId } }, transaction)
    await forgetSeatRefusals(transaction, classId)
    await announceClass(transaction, classId)
    return { code: shownCode(code), path: codePath(code), expiresAt: until }
  })
}

/** Who has joined stays. @throws AppError `not-found` */
export async function revokeClassCode(actor: Actor, classId: string): Promise<void> {
  assertMay(actor, 'classes.manage')
  await db().$transaction(async (transaction) => {
    await lockTaughtClass(transaction, actor, classId)
    const data = { code: null, codeExpiresAt: null }
    await transaction.class.update({ where: { id: classId }, data, select: { id: true } })
    await recordAudit({ actor, action: 'class.revoke-code', subject: { type: 'class', id: classId } }, transaction)
    await announceClass(transaction, classId)
  })
}
