import { db } from '@/lib/db/client'

export const WORLD_ID = 'world'

export interface KnownWorld {
  readonly url: string
  /** PEM. */
  readonly authority: string
}

/** Where the practice world was last seen to listen; undefined when there never was one. */
export async function findWorld(): Promise<KnownWorld | undefined> {
  const row = await db().practiceWorld.findUnique({ where: { id: WORLD_ID }, select: { url: true, authority: true } })
  return row === null || row.url === '' ? undefined : row
}
