import type { Sink } from './api-exchange'
import type { PodLogOptions } from './pod-log-options'

interface Line {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly text: string
}

export interface LineSource {
  readonly lines: readonly Line[]
  /** There will be no more lines. */
  readonly ended?: boolean
  follow(onLine: (line: Line) => void, onEnd: () => void): () => void
}

/** Writes a log as it was asked for; with `follow` it goes on until the container ends or the sink closes. */
export function streamLines(source: LineSource, log: PodLogOptions, now: number, sink: Sink): void {
  const { since, tailLines } = log
  const from = since === undefined ? 0 : 'time' in since ? since.time : now - since.agoMs
  const recent = source.lines.filter((line) => line.at >= from)
  const shown = tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - tailLines))
  let room = log.limitBytes ?? Number.POSITIVE_INFINITY
  const write = ({ at, text }: Line) => {
    const bytes = Buffer.from(`${log.timestamps ? `${nanoTime(at)} ` : ''}${text}\n`)
    if (room > 0) sink.write(bytes.subarray(0, Math.min(room, bytes.length)).toString())
    room -= bytes.length
  }
  for (const line of shown) write(line)
  if (!log.follow || room <= 0 || source.ended === true) sink.end()
  else sink.onClose(source.follow(write, () => sink.end()))
}

/** As the kubelet stamps lines: with nanoseconds. */
const nanoTime = (ms: number) => new Date(ms).toISOString().replace('Z', '000000Z')
