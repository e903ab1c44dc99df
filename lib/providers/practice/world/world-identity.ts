import { db } from '@/lib/db/client'
import { seal, unseal } from '@/lib/vault/seal'
import { makePracticeAuthority, type PracticeAuthority } from '../host/practice-certificate'
import { WORLD_ID as ID } from './find-world'

const BOUND_TO = 'practice/authority'

/** The authority of this installation's practice world, made at the first start. */
export async function worldAuthority(key: Buffer, now: number): Promise<PracticeAuthority> {
  const known = await db().practiceWorld.findUnique({ where: { id: ID } })
  const opened = known === null ? undefined : unseal(key, known.authorityKey, BOUND_TO)
  if (known !== null && opened !== undefined) return { certificate: known.authority, key: opened }
  const made = await makePracticeAuthority(now)
  const data = { authority: made.certificate, authorityKey: seal(key, made.key, BOUND_TO) }
  await db().practiceWorld.upsert({ where: { id: ID }, create: { id: ID, url: '', ...data }, update: data })
  return made
}

export async function saveWorldUrl(url: string): Promise<void> {
  await db().practiceWorld.updateMany({ where: { id: ID }, data: { url } })
}

/** From now on only this holder's batches are written: see ClusterKeeper. */
export async function takeWorld(holder: string): Promise<void> {
  await db().practiceWorld.updateMany({ where: { id: ID }, data: { holder } })
}
