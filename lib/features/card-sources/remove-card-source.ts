import type { CardSourcesData } from '@/lib/contracts/card-sources'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { imageSources } from '@/lib/features/cards/image-folder'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { knownSource } from './known-source'
import { listCardSources } from './list-card-sources'
import { titleOfSlot } from './title-of-slot'

/**
 * Takes a file off the shelf. Cards that were made from it stay.
 * @throws AppError `not-found`, `subject-busy` while cards are made from it, or it is being brought
 */
export async function removeCardSource(actor: Actor, slot: string): Promise<CardSourcesData> {
  assertMay(actor, 'card-sources.manage')
  const known = knownSource(slot)
  const title = titleOfSlot(known)
  const uses = known.uses.map(({ profile, source }) => ({ profile: profile.id, os: source.id }))
  const subject = { type: 'card-source', id: slot }
  const [preparing, coming] = await Promise.all([
    db().boardImage.count({ where: { status: 'preparing', OR: uses } }),
    db().run.count({ where: { subjectType: subject.type, subjectId: slot, status: { in: ['running', 'unwinding'] } } }),
  ])
  if (preparing > 0) throw busy(`Cards are being made of ${title}. Wait until they are done, or cancel that.`)
  if (coming > 0) throw busy(`${title} is on its way. Cancel that first.`)
  await recordAudit({ actor, action: 'card-source.remove', subject, details: { title } }, db())
  await imageSources().remove(known.slot)
  return listCardSources(actor)
}

const busy = (userMessage: string): AppError => new AppError('subject-busy', { userMessage })
