/** One command of the script that runs on the practice API and on a real API server. */
export interface ParityStep {
  /** As typed: words, with '…' around what has spaces. The first word is `kubectl` or `helm`. */
  readonly command: string
  /** What is fed to its standard input. */
  readonly input?: string
  /** The lines come in no order that means anything. */
  readonly sort?: true
  /** Lines that are the same count once: how many there are is the scheduler's choice. Sorted as well. */
  readonly distinct?: true
  /** Only this part of the output is compared: what the pattern matches, line by line. */
  readonly only?: RegExp
  /** Lines that are left out on both sides. */
  readonly without?: RegExp
  /** The practice API has a part of what the real one has: each of its lines must be one of the real one's. */
  readonly part?: true
  /** Why the two may differ here: the output is not compared, but the command must run with the same exit status. */
  readonly differs?: string
  /** Repeated until it ends with 0, for at most a minute: what the next steps stand on. Nothing of it is compared. */
  readonly until?: RegExp
}

/** What is different from cluster to cluster. */
export interface ParityNames {
  readonly namespace: string
  /** An image that is on every node and runs until it is stopped. */
  readonly pause: string
  /** An image with a shell. */
  readonly shell: string
  /** A folder with a small chart in it. */
  readonly chart: string
}
