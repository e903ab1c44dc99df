const UNITS = [
  { ms: 86_400_000, name: 'd' },
  { ms: 3_600_000, name: 'h' },
  { ms: 60_000, name: 'min' },
] as const

/** `48 s`, `3 min`, `2 h`, `5 d`: as short as a sentence wants it. */
export function durationWords(ms: number): string {
  const unit = UNITS.find((each) => ms >= each.ms)
  return unit === undefined ? `${Math.max(0, Math.floor(ms / 1000))} s` : `${Math.floor(ms / unit.ms)} ${unit.name}`
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** `one pod`, `two pods`, `12 pods`. */
export function countWords(count: number, noun: string): string {
  return `${NUMBERS[count] ?? count} ${noun}${count === 1 ? '' : 's'}`
}

/** `a`, `a and b`, `a, b and c`. */
export function listWords(items: readonly string[]): string {
  const last = items.at(-1)
  if (last === undefined) return ''
  return items.length === 1 ? last : `${items.slice(0, -1).join(', ')} and ${last}`
}
