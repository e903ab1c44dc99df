import { refusedSource } from './refused-source'

/** Bytes of a stream by count, whatever its chunks are. Holds one chunk beyond what is asked for. */
export class TarBlocks {
  private readonly source: AsyncIterator<Buffer>
  private rest: Buffer = Buffer.alloc(0)

  constructor(input: AsyncIterable<Buffer>) {
    this.source = input[Symbol.asyncIterator]()
  }

  /** Exactly so many bytes, at most a few MiB; undefined at the very end of the stream. */
  async take(bytes: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = []
    let missing = bytes
    while (missing > 0) {
      const part = await this.upTo(missing)
      if (part === undefined) {
        if (missing === bytes) return undefined
        throw refusedSource('ends in the middle: it did not come whole')
      }
      parts.push(part)
      missing -= part.length
    }
    return parts.length === 1 ? parts[0] : Buffer.concat(parts)
  }

  /** So many bytes as they come. */
  async *flow(bytes: number): AsyncGenerator<Buffer> {
    for (let missing = bytes; missing > 0; ) {
      const part = await this.upTo(missing)
      if (part === undefined) throw refusedSource('ends in the middle: it did not come whole')
      missing -= part.length
      yield part
    }
  }

  /** Reads on to the end, so that whatever writes into the stream can end, too. */
  async drain(mostBytes: number): Promise<void> {
    for (let seen = 0; ; ) {
      const part = await this.upTo(Number.MAX_SAFE_INTEGER)
      if (part === undefined) return
      seen += part.length
      if (seen > mostBytes) throw refusedSource('goes on for long after its end')
    }
  }

  close(): Promise<unknown> | undefined {
    return this.source.return?.()
  }

  private async upTo(most: number): Promise<Buffer | undefined> {
    while (this.rest.length === 0) {
      const next = await this.source.next()
      if (next.done === true) return undefined
      this.rest = next.value
    }
    const part = this.rest.subarray(0, most)
    this.rest = this.rest.subarray(part.length)
    return part
  }
}
