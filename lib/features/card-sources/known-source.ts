import { notFound } from '@/lib/core/errors'
import { findSlot, type KnownSlot } from '@/lib/imaging/sources/known-slots'

/** @throws AppError `not-found` */
export function knownSource(slot: string): KnownSlot {
  const known = findSlot(slot)
  if (known === undefined) throw notFound('file that cards are made from')
  return known
}
