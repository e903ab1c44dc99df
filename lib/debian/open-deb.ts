import { createReadStream } from 'node:fs'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { runProgram } from '@/lib/imaging/tools/run-program'
import { damaged, readAr } from './read-ar'

const CHUNK = 1024 * 1024
const TIMEOUT_MS = 600_000
const UNPACKERS = { xz: 'xz', zst: 'zstd' } as const

/** Which of the two archives in a package: what it puts on a system, or what describes it. */
export type DebPart = 'data' | 'control'

/**
 * The tar of a Debian package, unpacked while it is read: member names begin with `./`.
 * @throws AppError `debian-package-damaged`, `image-tools-missing` (xz or zstd), `image-program-failed`
 */
export async function* openDeb(file: string, part: DebPart, signal: AbortSignal): AsyncGenerator<Buffer> {
  const member = (await readAr(file)).find(({ name }) => name === `${part}.tar` || name.startsWith(`${part}.tar.`))
  if (member === undefined) throw damaged(file)
  const { offset, bytes } = member
  const packed =
    bytes === 0
      ? Readable.from([])
      : createReadStream(file, { start: offset, end: offset + bytes - 1, highWaterMark: CHUNK })
  yield* unpack(packed, member.name.slice(`${part}.tar`.length + 1), signal, () => damaged(file))
}

/**
 * Bytes that are packed as an ending says: none, `gz`, `xz` or `zst`.
 * @param refuse makes the error for another ending
 */
export async function* unpack(
  packed: Readable,
  ending: string,
  signal: AbortSignal,
  refuse: () => Error,
): AsyncGenerator<Buffer> {
  const output = new PassThrough({ highWaterMark: CHUNK })
  const work = () => {
    if (ending === '') return pipeline(packed, output, { signal })
    if (ending === 'gz') return pipeline(packed, createGunzip(), output, { signal })
    if (ending !== 'xz' && ending !== 'zst') return Promise.reject(refuse())
    return runProgram(UNPACKERS[ending], ['-dc'], {
      signal,
      timeoutMs: TIMEOUT_MS,
      stdin: packed,
      stdout: (stream) => pipeline(stream, output),
    })
  }
  const done = work()
  // Whoever reads is told; the promise itself is looked at below.
  done.catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))))
  try {
    yield* output
    await done
  } finally {
    packed.destroy()
    output.destroy()
  }
}
