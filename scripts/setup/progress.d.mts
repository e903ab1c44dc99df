export interface Progress {
  phase<T>(title: string, work: (detail: (text: string) => void) => Promise<T>): Promise<T>
  say(line: string): void
  elapsedMs(): number
}

export function createProgress(out: NodeJS.WriteStream): Progress
