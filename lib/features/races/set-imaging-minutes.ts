import type { ImagingMinutes } from '@/lib/contracts/races'
import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { changeableRaces } from './visible-races'

/** Keeps with a race how long imaging cards took beforehand, in minutes a side. Throws `not-found`. */
export async function setImagingMinutes(
  actor: Actor,
  raceId: string,
  { left, right }: ImagingMinutes,
): Promise<ImagingMinutes> {
  assertMay(actor, 'races.change')
  await db().$transaction(async (transaction) => {
    const { count } = await transaction.race.updateMany({
      where: { id: raceId, AND: changeableRaces(actor) },
      data: { leftImagingMinutes: left, rightImagingMinutes: right },
    })
    if (count === 0) throw notFound('race')
    const subject = { type: 'race', id: raceId }
    await recordAudit({ actor, action: 'race.change', subject, details: { left, right } }, transaction)
  })
  return { left, right }
}
