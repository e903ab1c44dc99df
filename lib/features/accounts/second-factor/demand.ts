import { z } from 'zod'
import type { SecondFactorDemand } from '@/lib/contracts/second-factor'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../../audit'
import { assertMay } from '../../policy'
import { announceSessions } from '../announce-sessions'

const KEY = 'second-factor'
const Stored = z.object({ ofAdmins: z.boolean() })

/** Whether all admins must have a second factor. */
async function demandedOfAdmins(): Promise<boolean> {
  const row = await db().setting.findUnique({ where: { key: KEY } })
  return row === null ? false : Stored.parse(row.value).ofAdmins
}

/** Whether people of this role must have a second factor. */
export async function demandedOf({ role }: Pick<Actor, 'role'>): Promise<boolean> {
  return role === 'admin' && (await demandedOfAdmins())
}

/** Whether this person must set up a second factor before anything else. */
export async function owesSecondFactor(actor: Actor): Promise<boolean> {
  return (await demandedOf(actor)) && !(await hasSecondFactor(actor.userId))
}

/** Whether signing in to this account takes a second factor. */
export async function hasSecondFactor(userId: string): Promise<boolean> {
  const found = await db().secondFactor.findFirst({
    where: { userId, confirmedAt: { not: null } },
    select: { userId: true },
  })
  return found !== null
}

export async function readSecondFactorDemand(actor: Actor): Promise<SecondFactorDemand> {
  assertMay(actor, 'settings.manage')
  return { ofAdmins: await demandedOfAdmins() }
}

/**
 * Demands a second factor of all admins, or no longer. It counts from everybody's next request.
 * @throws AppError `second-factor-missing` when whoever demands it has none: they would shut themselves out
 */
export async function changeSecondFactorDemand(
  actor: Actor,
  { ofAdmins }: SecondFactorDemand,
): Promise<SecondFactorDemand> {
  assertMay(actor, 'settings.manage')
  if (ofAdmins && !(await hasSecondFactor(actor.userId))) {
    throw new AppError('second-factor-missing', {
      userMessage: 'Switch on two-step sign-in for your own account first, then demand it of all admins.',
    })
  }
  await db().$transaction(async (transaction) => {
    const value = { ofAdmins }
    await transaction.setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } })
    const subject = { type: 'setting', id: KEY }
    await recordAudit({ actor, action: 'second-factor.demand', subject, details: value }, transaction)
  })
  if (ofAdmins) {
    const lacking = { role: 'admin', OR: [{ secondFactor: null }, { secondFactor: { confirmedAt: null } }] }
    for (const { id } of await db().user.findMany({ where: lacking, select: { id: true } })) announceSessions(id)
  }
  return { ofAdmins }
}

export const secondFactorOwed = () =>
  new AppError('second-factor-owed', {
    userMessage: 'This panel wants two-step sign-in of every admin. Set it up first; then everything works again.',
  })
