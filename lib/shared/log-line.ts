import type { LogLine } from '@/lib/contracts/runs'
import type { Stream } from '@/lib/engine/step'

/** A line as it is stored and sent: its number follows from its place in the chunk. */
export type PackedLine = readonly [at: number, node: string, attempt: number, stream: Stream, text: string]

/** Consecutive lines as they were stored together. */
export interface LogChunk {
  readonly firstSeq: number
  readonly lines: readonly PackedLine[]
}

/** The lines of a chunk after number `after`. */
export function unpackLines(chunk: LogChunk, after = 0): readonly LogLine[] {
  const skipped = Math.max(0, after - chunk.firstSeq + 1)
  return chunk.lines.slice(skipped).map(([at, node, attempt, stream, text], index) => ({
    seq: chunk.firstSeq + skipped + index,
    at,
    node,
    attempt,
    stream,
    text,
  }))
}
