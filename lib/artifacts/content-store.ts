import { createHash, type Hash } from 'node:crypto'
import { createReadStream, type Stats } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import { newId } from '@/lib/core/ids'
import { isMissing } from './file-errors'

/** A partial file that nobody wrote to for this long was left by a process that died. */
const ABANDONED_MS = 60_000

export interface StoredContent {
  readonly sha256: string
  readonly bytes: number
}

/** Bytes on their way into the store, under a name of their own until they are whole. */
export interface Incoming {
  /** What an earlier try has left here already. */
  readonly bytes: number
  write(chunk: Uint8Array): Promise<void>
  /** Starts over: the other side can't go on from the middle. */
  restart(): Promise<void>
  /**
   * Moves the bytes to their place, or throws away what does not have the expected sha256 and says `undefined`. Without
   * an expected one, here or at the beginning, everything is right.
   */
  finish(sha256?: string): Promise<StoredContent | undefined>
  /** Keeps what came for the next try. */
  leave(): Promise<void>
}

/** Files verified by this process, by path, as they were then: reading 100 MB again costs a run as much as its steps. */
const verified = new Map<string, string>()

/**
 * Files by the sha256 of their bytes in one folder. Several processes may write at once, the same content too: each has
 * a partial file of its own, and the last step is a rename.
 */
export class ContentStore {
  private readonly files: string
  private readonly incoming: string

  constructor(folder: string) {
    this.files = path.join(folder, 'files')
    this.incoming = path.join(folder, 'incoming')
  }

  pathOf(sha256: string): string {
    return path.join(this.files, sha256)
  }

  /** Whether there is such a file, without reading it. */
  async has(content: StoredContent): Promise<boolean> {
    const found = await lookAt(this.pathOf(content.sha256))
    return found?.size === content.bytes
  }

  /** `missing`, `corrupt` or `whole`. Reads all bytes unless this process did so before and the file has not changed. */
  async check(content: StoredContent): Promise<'missing' | 'corrupt' | 'whole'> {
    const file = this.pathOf(content.sha256)
    const found = await lookAt(file)
    if (found === undefined) return 'missing'
    const version = versionOf(found)
    if (verified.get(file) === version) return 'whole'
    if (found.size !== content.bytes || (await sha256Of(file)) !== content.sha256) return 'corrupt'
    verified.set(file, version)
    return 'whole'
  }

  /**
   * Lets every process read the file again before it trusts it: a disk can forget bits without a trace in the file's
   * times. No news when it is gone.
   */
  async suspect(sha256: string): Promise<void> {
    const now = new Date()
    try {
      await utimes(this.pathOf(sha256), now, now)
    } catch (error) {
      if (!isMissing(error)) throw error
    }
  }

  /**
   * Opens a place for new bytes. With the expected sha256, goes on where a process that died or gave up has stopped.
   */
  async receive(expectedSha256?: string): Promise<Incoming> {
    await mkdir(this.files, { recursive: true })
    await mkdir(this.incoming, { recursive: true })
    const own = path.join(this.incoming, `${expectedSha256 ?? 'unknown'}.${newId()}.part`)
    if (expectedSha256 !== undefined) await this.adopt(expectedSha256, own)
    return IncomingFile.open(own, expectedSha256, (sha256) => this.pathOf(sha256))
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.pathOf(sha256), { force: true })
  }

  /** Removes all files but those named, whole ones and parts, that nobody has written to since `untilMs` (ms since 1970). */
  async removeAllBut(kept: ReadonlySet<string>, untilMs: number): Promise<void> {
    for (const folder of [this.files, this.incoming]) {
      await mkdir(folder, { recursive: true })
      for (const name of await readdir(folder)) {
        const file = path.join(folder, name)
        const found = kept.has(name) ? undefined : await lookAt(file)
        if (found !== undefined && found.mtimeMs < untilMs) await rm(file, { force: true })
      }
    }
  }

  private async adopt(sha256: string, own: string): Promise<void> {
    for (const name of await readdir(this.incoming)) {
      if (!name.startsWith(`${sha256}.`)) continue
      const left = path.join(this.incoming, name)
      const found = await lookAt(left)
      if (found === undefined || !(name.endsWith('.left') || Date.now() - found.mtimeMs > ABANDONED_MS)) continue
      try {
        // Only one process wins the rename.
        await rename(left, own)
        return
      } catch (error) {
        if (!isMissing(error)) throw error
      }
    }
  }
}

class IncomingFile implements Incoming {
  bytes: number
  private readonly handle: FileHandle
  private hash: Hash
  private readonly file: string
  private readonly expected: string | undefined
  private readonly placeOf: (sha256: string) => string

  private constructor(
    handle: FileHandle,
    hash: Hash,
    bytes: number,
    file: string,
    expected: string | undefined,
    placeOf: (sha256: string) => string,
  ) {
    this.handle = handle
    this.hash = hash
    this.bytes = bytes
    this.file = file
    this.expected = expected
    this.placeOf = placeOf
  }

  static async open(
    file: string,
    expected: string | undefined,
    placeOf: (sha256: string) => string,
  ): Promise<IncomingFile> {
    const handle = await open(file, 'a+', 0o644)
    const { size } = await handle.stat()
    const hash = createHash('sha256')
    if (size > 0) for await (const chunk of createReadStream(file)) hash.update(chunk)
    return new IncomingFile(handle, hash, size, file, expected, placeOf)
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.hash.update(chunk)
    await this.handle.appendFile(chunk)
    this.bytes += chunk.byteLength
  }

  async restart(): Promise<void> {
    await this.handle.truncate(0)
    this.hash = createHash('sha256')
    this.bytes = 0
  }

  async finish(expected = this.expected): Promise<StoredContent | undefined> {
    const sha256 = this.hash.digest('hex')
    if (expected !== undefined && sha256 !== expected) {
      await this.handle.close()
      await rm(this.file, { force: true })
      return undefined
    }
    await this.handle.sync()
    const written = await this.handle.stat()
    await this.handle.close()
    const place = this.placeOf(sha256)
    await rename(this.file, place)
    // Read again now, it would come from the memory that it was written from.
    verified.set(place, versionOf(written))
    return { sha256, bytes: this.bytes }
  }

  async leave(): Promise<void> {
    await this.handle.close()
    // Without an expected sum nobody could tell whether what follows belongs to it.
    if (this.expected === undefined || this.bytes === 0) await rm(this.file, { force: true })
    else await rename(this.file, this.file.replace(/\.part$/, '.left'))
  }
}

/** Changes whenever somebody writes to the file or puts another in its place. */
const versionOf = ({ ino, size, mtimeMs }: Stats): string => `${ino}:${size}:${mtimeMs}`

async function lookAt(file: string) {
  try {
    return await stat(file)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Lower-case hex sha256 of a file's bytes. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(chunk)
  return hash.digest('hex')
}
