import type { SecondFactorState } from '@/lib/contracts/second-factor'
import { db } from '@/lib/db/client'
import { assertMay } from '../../policy'
import type { CurrentUser } from '../current-actor'
import { demandedOf } from './demand'

/** One's own second factor, as the account page shows it. Never its secret. */
export async function readSecondFactor(user: CurrentUser): Promise<SecondFactorState> {
  assertMay(user, 'second-factor.manage')
  const where = { userId: user.userId }
  const [factor, recoveryCodesLeft, demanded] = await Promise.all([
    db().secondFactor.findUnique({ where, select: { confirmedAt: true } }),
    db().recoveryCode.count({ where }),
    demandedOf(user),
  ])
  const since = factor?.confirmedAt?.getTime()
  return { on: since !== undefined, since, recoveryCodesLeft, demanded }
}
