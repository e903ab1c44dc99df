export interface OutputLine {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly text: string
}

const KEEP = 1_000
/** Characters of one line, and of all that is kept of one container. */
export const LINE_LENGTH = 2_048
const KEEP_LENGTH = 32 * 1024

/** What one container wrote since it was started last; the oldest lines go. */
export class ContainerOutput {
  private readonly kept: OutputLine[] = []
  private readonly listeners = new Map<(line: OutputLine) => void, () => void>()
  private length = 0
  private over = false

  get lines(): readonly OutputLine[] {
    return this.kept
  }

  /** The container has ended: there will be no more lines. */
  get ended(): boolean {
    return this.over
  }

  end(): void {
    this.over = true
    for (const onEnd of [...this.listeners.values()]) onEnd()
    this.listeners.clear()
  }

  write({ at, text }: OutputLine): void {
    const line = { at, text: text.slice(0, LINE_LENGTH) }
    this.kept.push(line)
    this.length += line.text.length
    while (this.kept.length > KEEP || this.length > KEEP_LENGTH) this.length -= this.kept.shift()?.text.length ?? 0
    for (const listener of this.listeners.keys()) listener(line)
  }

  /** Calls back on every further line, and when there will be none. Returns how to stop. */
  follow(onLine: (line: OutputLine) => void, onEnd: () => void): () => void {
    this.listeners.set(onLine, onEnd)
    return () => this.listeners.delete(onLine)
  }
}
