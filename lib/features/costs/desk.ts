import { DeskBudget } from '@/lib/contracts/costs'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { assertMay } from '@/lib/features/policy'
import { recordAudit } from '../audit'

const KEY = 'desk-budget'

/** What the person said that their boards cost; null while they said nothing. */
export async function readDesk({ userId }: Actor): Promise<DeskBudget | null> {
  const row = await db().personSetting.findUnique({ where: { userId_key: { userId, key: KEY } } })
  return DeskBudget.safeParse(row?.value).data ?? null
}

/** Keeps what the person's boards cost. */
export async function saveDesk(actor: Actor, desk: DeskBudget): Promise<DeskBudget> {
  assertMay(actor, 'costs.change')
  const { userId } = actor
  await db().$transaction(async (transaction) => {
    const where = { userId_key: { userId, key: KEY } }
    await transaction.personSetting.upsert({
      where,
      create: { userId, key: KEY, value: desk },
      update: { value: desk },
    })
    const details = { rows: desk.items.length }
    await recordAudit({ actor, action: 'desk.prices', subject: { type: 'user', id: userId }, details }, transaction)
  })
  return desk
}
