import { StringDecoder } from 'node:string_decoder'

/** A line longer than this is cut into several, so that a program without newlines cannot fill the memory. */
const MAX_LINE = 16_384

/**
 * Turns chunks of bytes into lines. A progress bar that rewrites its line (carriage returns) yields its last state only.
 */
export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8')
  private rest = ''
  private readonly onLine: (line: string) => void

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine
  }

  write(chunk: Buffer): void {
    this.take(this.decoder.write(chunk))
  }

  /** Hands over what stands after the last newline. */
  end(): void {
    this.take(this.decoder.end())
    if (this.rest !== '') this.emit(this.rest)
    this.rest = ''
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop() ?? ''
    for (const line of lines) this.emit(line)
    while (this.rest.length > MAX_LINE) {
      this.emit(this.rest.slice(0, MAX_LINE))
      this.rest = this.rest.slice(MAX_LINE)
    }
  }

  private emit(line: string): void {
    const ended = line.endsWith('\r') ? line.slice(0, -1) : line
    this.onLine(ended.slice(ended.lastIndexOf('\r') + 1))
  }
}
