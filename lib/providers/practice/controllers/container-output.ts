export interface OutputLine {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly text: string
}

const KEEP = 1_000

/** What one container wrote since it was started last; the oldest lines go. */
export class ContainerOutput {
  private readonly kept: OutputLine[] = []
  private readonly listeners = new Set<(line: OutputLine) => void>()

  get lines(): readonly OutputLine[] {
    return this.kept
  }

  write(line: OutputLine): void {
    this.kept.push(line)
    if (this.kept.length > KEEP) this.kept.shift()
    for (const listener of this.listeners) listener(line)
  }

  /** Calls back on every further line. Returns how to stop. */
  follow(onLine: (line: OutputLine) => void): () => void {
    this.listeners.add(onLine)
    return () => this.listeners.delete(onLine)
  }
}
