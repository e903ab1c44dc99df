import { AppError } from '@/lib/core/errors'
import type { Transaction } from '../provider'

/** 198.18.0.0/15 is for measuring network gear (RFC 2544): no machine of anybody has such an address. */
const NET = '198.18'
const MOST = 65_000

/** Addresses that no practice machine has, chosen in one's own turn. */
export async function freeAddresses(transaction: Transaction, count: number): Promise<readonly string[]> {
  const inClusters = await transaction.practiceMachine.findMany({ select: { address: true } })
  const onDesks = await transaction.practiceBoard.findMany({ select: { address: true } })
  const rows = [...inClusters, ...onDesks]
  const taken = new Set(rows.map(({ address }) => address))
  // From a random place on: an address that was free a moment ago may still be remembered by somebody's kubectl or browser.
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
