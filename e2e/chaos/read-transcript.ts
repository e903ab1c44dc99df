import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { TranscriptEntry } from '@/lib/providers/practice/world/transcript'
import type { Exchange } from './exchange'

/** What practice machines printed, from the folder that `Transcript` fills: every exchange, in no order. */
export function readTranscript(folder: string): readonly Exchange[] {
  return readdirSync(folder).flatMap((name) => exchangesIn(readFileSync(path.join(folder, name), 'utf8')))
}

/** @param text of one file; what stands after its last line end was cut off by a kill, and nobody heard it */
export function exchangesIn(text: string): readonly Exchange[] {
  const found = new Map<string, { -readonly [Key in keyof Exchange]: Exchange[Key] } & { out: string[] }>()
  for (const line of text.split('\n').slice(0, -1)) {
    const entry: TranscriptEntry = JSON.parse(line)
    const exchange = found.get(entry.exchange)
    if ('begun' in entry) {
      const { machineId, script, begun: beganAt } = entry
      found.set(entry.exchange, { machineId, script, beganAt, out: [], err: [], ended: false })
    } else if (exchange === undefined) throw new Error(`the transcript does not say how ${entry.exchange} began`)
    else if ('line' in entry) exchange.out.push(entry.line)
    else exchange.ended = true
  }
  return [...found.values()]
}
