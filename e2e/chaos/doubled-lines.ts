import type { LogLine } from '@/lib/contracts/runs'

/**
 * Lines that were stored twice: the same words of the same attempt at the same millisecond, with the same words before
 * them. A step that goes on after its worker was killed may say the same again, but not at the same time.
 */
export function doubledLines(lines: readonly LogLine[]): readonly string[] {
  const seen = new Map<string, number>()
  const before = new Map<string, string>()
  const faults: string[] = []
  for (const { seq, at, node, attempt, stream, text } of lines) {
    const who = `${node} ${attempt} ${stream}`
    const words = `${who} ${at} ${before.get(who) ?? ''}\n${text}`
    const first = seen.get(words)
    if (first !== undefined) faults.push(`line ${seq} is line ${first} again: ${text.slice(0, 80)}`)
    seen.set(words, seq)
    before.set(who, text)
  }
  return faults.slice(0, 5)
}
