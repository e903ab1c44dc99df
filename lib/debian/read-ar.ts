import { open } from 'node:fs/promises'
import { AppError } from '@/lib/core/errors'

const MAGIC = '!<arch>\n'
const HEADER_BYTES = 60
/** A Debian package has three members, some have a signature more. */
const MOST_MEMBERS = 16

export interface ArMember {
  readonly name: string
  /** Of its first byte in the file. */
  readonly offset: number
  readonly bytes: number
}

/**
 * The members of an `ar` archive, the outer form of a Debian package (deb(5)).
 * @throws AppError `debian-package-damaged`
 */
export async function readAr(file: string): Promise<readonly ArMember[]> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const read = async (offset: number, bytes: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, offset)
      return buffer.toString('latin1', 0, bytesRead)
    }
    if ((await read(0, MAGIC.length)) !== MAGIC) throw damaged(file)
    const members: ArMember[] = []
    for (let at = MAGIC.length; at + HEADER_BYTES <= size && members.length < MOST_MEMBERS; ) {
      const header = await read(at, HEADER_BYTES)
      const bytes = Number(header.slice(48, 58))
      const offset = at + HEADER_BYTES
      if (!header.endsWith('`\n') || !Number.isSafeInteger(bytes) || bytes < 0 || offset + bytes > size)
        throw damaged(file)
      members.push({ name: header.slice(0, 16).trim().replace(/\/$/, ''), offset, bytes })
      at = offset + bytes + (bytes % 2)
    }
    return members
  } finally {
    await handle.close()
  }
}

export const damaged = (file: string): AppError =>
  new AppError('debian-package-damaged', {
    userMessage: 'A file is no Debian package, or did not come whole. Remove it, so that it is fetched again.',
    message: `${file} is not a Debian package`,
    details: { file },
  })
