import { get, type IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { topics } from '@/lib/shared/live-stream'
import type { LogChunk } from '@/lib/shared/log-line'
import { type FromViewers, stamp, type ToViewers, type ViewersTask } from './messages'

// Many browsers' streams in one process. Each checks its own order; what is the same for all is parsed once.
const task: ViewersTask = JSON.parse(process.argv[2] ?? '')

interface Page {
  readonly from: number
  readonly to: number
  readonly stamps: readonly number[]
  /** Lines that are not where their own numbers say. */
  readonly misplaced: number
}

const BIN_MS = 0.1
const bins = new Uint32Array(1_000_000)
const parsed = new Map<string, Page>()
let delivered = 0
let lost = 0
let repeated = 0
let maxMs = 0

function pageOf(data: string): Page {
  const known = parsed.get(data)
  if (known !== undefined) return known
  const { from, to, body }: { from: number; to: number; body: readonly LogChunk[] } = JSON.parse(data)
  const stamps: number[] = []
  let misplaced = 0
  for (const { firstSeq, lines } of body) {
    for (const [index, line] of lines.entries()) {
      const [at, seq] = line[4].split(' ', 2)
      stamps.push(Number(at))
      if (Number(seq) !== firstSeq + index) misplaced += 1
    }
  }
  const page = { from, to, stamps, misplaced }
  parsed.set(data, page)
  const [oldest] = parsed.keys()
  if (parsed.size > 300 && oldest !== undefined) parsed.delete(oldest)
  return page
}

class Viewer {
  readonly runId: string
  cursor = 0
  private text = ''

  constructor(runId: string) {
    this.runId = runId
  }

  take(chunk: string): void {
    const now = stamp()
    this.text += chunk
    let begin = 0
    for (let end = this.text.indexOf('\n\n'); end >= 0; end = this.text.indexOf('\n\n', begin)) {
      const at = this.text.indexOf('data: {', begin)
      if (at >= 0 && at < end) this.takePage(pageOf(this.text.slice(at + 6, end)), now)
      begin = end + 2
    }
    this.text = this.text.slice(begin)
  }

  private takePage({ from, to, stamps, misplaced }: Page, now: number): void {
    if (from > this.cursor) lost += from - this.cursor
    if (from < this.cursor) repeated += this.cursor - from
    lost += Math.max(0, to - from - stamps.length) + misplaced
    this.cursor = to
    delivered += stamps.length
    for (const at of stamps) {
      const tookMs = Math.max(0, now - at)
      maxMs = Math.max(maxMs, tookMs)
      const bin = Math.min(bins.length - 1, Math.floor(tookMs / BIN_MS))
      bins[bin] = (bins[bin] ?? 0) + 1
    }
  }
}

function share(part: number): number {
  let below = 0
  for (const [bin, count] of bins.entries()) {
    below += count
    if (below >= delivered * part) return Math.round((bin + 1) * BIN_MS * 10) / 10
  }
  return Number.NaN
}

const tell = (message: FromViewers) => process.send?.(message)

const viewers = Array.from(
  { length: task.viewers },
  (_, index) => new Viewer(task.runIds[index % task.runIds.length] ?? ''),
)
/** Whether it was let in. All viewers are one person, who may not open as many streams at once as a class does. */
const connect = (viewer: Viewer) =>
  new Promise<boolean>((resolve, reject) => {
    const url = `${task.url}/api/live?topics=${topics.log(viewer.runId)}`
    get(url, { headers: { cookie: task.cookie } }, (response: IncomingMessage) => {
      if (response.statusCode === 429) {
        response.resume()
        return resolve(false)
      }
      if (response.statusCode !== 200) return reject(new Error(`the stream was answered ${response.statusCode}`))
      response.setEncoding('latin1')
      response.on('data', (chunk: string) => viewer.take(chunk))
      response.once('data', () => resolve(true))
    }).on('error', reject)
  })
async function letIn(viewer: Viewer): Promise<void> {
  while (!(await connect(viewer))) await delay(1_000)
}
for (let first = 0; first < viewers.length; first += 20) await Promise.all(viewers.slice(first, first + 20).map(letIn))
tell({ type: 'connected' })

process.on('message', (message: ToViewers) => {
  const startedAt = performance.now()
  const timer = setInterval(() => {
    const behind = viewers.reduce((sum, viewer) => sum + (message.heads[viewer.runId] ?? 0) - viewer.cursor, 0)
    if (behind > 0 && performance.now() - startedAt < 20_000) return
    clearInterval(timer)
    tell({ type: 'seen', delivered, lost: lost + behind, repeated, p50Ms: share(0.5), p99Ms: share(0.99), maxMs })
    process.disconnect()
    process.exit(0)
  }, 20)
})
