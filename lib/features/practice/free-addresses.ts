import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'

/** 198.18.0.0/15 is for measuring network gear (RFC 2544): no machine of anybody has such an address. */
const NET = '198.18'
const MOST = 65_000

/** Addresses that no practice machine has. Two that choose at once may choose the same: then the database refuses one. */
export async function freeAddresses(count: number): Promise<readonly string[]> {
  const rows = await db().practiceMachine.findMany({ select: { address: true } })
  const taken = new Set(rows.map(({ address }) => address))
  // From a random place on, so that two who choose at once hardly choose the same.
  const start = Math.floor(Math.random() * MOST)
  const free: string[] = []
  for (let step = 0; step < MOST && free.length < count; step++) {
    const number = ((start + step) % MOST) + 1
    const address = `${NET}.${number >> 8}.${number & 255}`
    if ((number & 255) !== 0 && (number & 255) !== 255 && !taken.has(address)) free.push(address)
  }
  if (free.length === count) return free
  throw new AppError('practice-quota', { userMessage: 'There are too many practice machines on this panel already.' })
}
