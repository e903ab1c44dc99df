import type { LogLine } from '@/lib/contracts/runs'
import { encodeCursors, topics } from '@/lib/shared/live-stream'
import { type LogChunk, unpackLines } from '@/lib/shared/log-line'

const PAUSE_MS = 100

/**
 * Follows a run's log as a browser does, over one stream that it opens again wherever it broke, from the next of
 * several web servers, behind the last line that it got. Keeps every line that it was sent, doubled ones included.
 */
export class LogViewer {
  readonly lines: LogLine[] = []
  /** How often a stream ended or could not be opened. */
  breaks = 0
  private cursor = 0
  private readonly runId: string
  private readonly cookie: string
  private readonly stopping = new AbortController()
  private readonly following: Promise<void>

  /** @param bases addresses of web servers, tried in turn */
  constructor(runId: string, cookie: string, bases: readonly string[]) {
    this.runId = runId
    this.cookie = cookie
    this.following = this.follow(bases)
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    await this.following
  }

  private async follow(bases: readonly string[]): Promise<void> {
    for (let turn = 0; !this.stopping.signal.aborted; turn++) {
      try {
        await this.read(bases[turn % bases.length] ?? '')
      } catch {
        // The server was killed, or is not there yet: whatever was missed comes from the next one.
      }
      if (this.stopping.signal.aborted) return
      this.breaks += 1
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }

  private async read(base: string): Promise<void> {
    const topic = topics.log(this.runId)
    const response = await fetch(`${base}/api/live?topics=${topic}`, {
      headers: { cookie: this.cookie, 'last-event-id': encodeCursors(new Map([[topic, this.cursor]])) },
      signal: this.stopping.signal,
    })
    if (!response.ok || response.body === null) throw new Error(`the stream was answered ${response.status}`)
    let text = ''
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      text += piece
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        this.take(text.slice(0, end))
        text = text.slice(end + 2)
      }
    }
  }

  private take(message: string): void {
    const data = /^data: (\{.*)$/m.exec(message)?.[1]
    if (data === undefined) return
    const { from, to, body }: { from: number; to: number; body: readonly LogChunk[] } = JSON.parse(data)
    for (const chunk of body) this.lines.push(...unpackLines(chunk, from))
    this.cursor = to
  }
}
