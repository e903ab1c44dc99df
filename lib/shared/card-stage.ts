import type { ListedCard } from '@/lib/contracts/cards'

/** Where a card is on its way: built, ready to be written, taken, and its board is there. */
export type CardStage =
  | 'preparing'
  | 'failed'
  | 'ready'
  | 'writing'
  | 'unwritten'
  | 'waiting'
  | 'asks'
  | 'here'
  | 'removed'

export function cardStage({ status, asks, bootedAt, deliveredAt, writing }: ListedCard): CardStage {
  if (bootedAt !== undefined) return 'here'
  if (asks) return 'asks'
  if (writing !== undefined) return writing.failure === undefined ? 'writing' : 'unwritten'
  return status === 'ready' && deliveredAt !== undefined ? 'waiting' : status
}

/** `bee-1`, and so many: `bee-1`, `bee-2` … A first name without a number gets one from 1; names that are taken are passed over. */
export function namesFrom(first: string, count: number, taken: ReadonlySet<string>): readonly string[] {
  const [, stem = first, digits] = /^(.*?)(\d{0,6})$/.exec(first) ?? []
  if (first === '' || count < 1) return []
  if ((digits ?? '') === '' && count === 1 && !taken.has(first)) return [first]
  const names: string[] = []
  const base = (digits ?? '') === '' ? `${stem.replace(/-$/, '')}-` : stem
  for (let number = Number(digits === '' ? 1 : digits); names.length < count; number += 1) {
    const name = `${base}${String(number).padStart((digits ?? '').length, '0')}`
    if (!taken.has(name)) names.push(name)
  }
  return names
}

/** How far a card is in the panel's reader; the rate and the rest are left out until they mean something. */
export function writeProgress({ doneBytes, ofBytes, since, at }: NonNullable<ListedCard['writing']>): {
  readonly percent: number
  readonly bytesPerSecond: number | undefined
  readonly leftMs: number | undefined
} {
  const percent = Math.floor((doneBytes / Math.max(1, ofBytes)) * 100)
  const seconds = (at - since) / 1_000
  if (seconds < 1 || doneBytes === 0) return { percent, bytesPerSecond: undefined, leftMs: undefined }
  const bytesPerSecond = doneBytes / seconds
  return { percent, bytesPerSecond, leftMs: ((ofBytes - doneBytes) / bytesPerSecond) * 1_000 }
}

/** `00:42`, `12:07:10`: how long it is since a moment. */
export function stopwatch(sinceMs: number): string {
  const seconds = Math.max(0, Math.floor(sinceMs / 1_000))
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part) => String(part).padStart(2, '0')).join(':')
}
