export interface OutputLine {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly text: string
}

const KEEP = 1_000

/** What one container wrote since it was started last; the oldest lines go. */
export class ContainerOutput {
  private readonly kept: OutputLine[] = []
  private readonly listeners = new Map<(line: OutputLine) => void, () => void>()
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

  write(line: OutputLine): void {
    this.kept.push(line)
    if (this.kept.length > KEEP) this.kept.shift()
    for (const listener of this.listeners.keys()) listener(line)
  }

  /** Calls back on every further line, and when there will be none. Returns how to stop. */
  follow(onLine: (line: OutputLine) => void, onEnd: () => void): () => void {
    this.listeners.set(onLine, onEnd)
    return () => this.listeners.delete(onLine)
  }
}
