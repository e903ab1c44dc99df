import { refusedSource } from './refused-source'
import { TarBlocks } from './tar-blocks'
import { BLOCK, isZeroBlock, parsePax, parseTarHeader } from './tar-header'

const LIMITS = { entries: 200_000, fileBytes: 1024 ** 3, extendedBytes: 64 * 1024, padBytes: 1024 * 1024 } as const
const TYPES = { '0': 'file', '7': 'file', '1': 'hard-link', '2': 'link', '5': 'folder' } as const
const isKnown = (type: string): type is keyof typeof TYPES => Object.hasOwn(TYPES, type)

/** One member, told apart from how it was written down. */
export interface TarEntry {
  /** Without `./` before it and `/` behind it; empty for the root itself. */
  readonly name: string
  readonly type: (typeof TYPES)[keyof typeof TYPES]
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly mtimeS: number
  /** Of links; of hard links without `./`. */
  readonly target: string
  /** Of files. */
  readonly bytes: number
}

/**
 * The members of an archive with their contents, one after another; what is not read of a content is passed over. Devices
 * and other specials are refused.
 * @throws AppError `image-source-refused` for what is damaged, too large, or leads out of its root
 */
export async function* readTar(
  input: AsyncIterable<Buffer>,
): AsyncGenerator<{ entry: TarEntry; content: AsyncIterable<Buffer> }> {
  const blocks = new TarBlocks(input)
  let [longName, longLink, seen] = ['', '', 0]
  try {
    for (;;) {
      const block = await blocks.take(BLOCK)
      if (block === undefined) throw refusedSource('ends in the middle: it did not come whole')
      if (isZeroBlock(block)) break
      const header = parseTarHeader(block)
      const padded = Math.ceil(header.size / BLOCK) * BLOCK
      if (['x', 'L', 'K'].includes(header.type)) {
        if (header.size > LIMITS.extendedBytes) throw refusedSource('has a name that is far too long')
        const data = ((await blocks.take(padded)) ?? Buffer.alloc(0)).subarray(0, header.size)
        const text = data.toString('utf8').replace(/\0+$/, '')
        if (header.type === 'x') {
          const records = parsePax(data)
          if (records.has('size')) throw refusedSource('has a member larger than 8 GiB')
          longName = records.get('path') ?? longName
          longLink = records.get('linkpath') ?? longLink
        } else if (header.type === 'L') longName = text
        else longLink = text
        continue
      }
      if (!isKnown(header.type)) throw refusedSource('has a member of a kind that is not taken')
      const type = TYPES[header.type]
      const name = plain(longName === '' ? header.name : longName)
      const target = longLink === '' ? header.linkName : longLink
      const bytes = type === 'file' ? header.size : 0
      seen += 1
      if (seen > LIMITS.entries || bytes > LIMITS.fileBytes) throw refusedSource('is far too large')
      ;[longName, longLink] = ['', '']
      const { mode, uid, gid, mtimeS } = header
      const flow = blocks.flow(bytes)
      yield {
        entry: { name, type, mode, uid, gid, mtimeS, bytes, target: type === 'hard-link' ? plain(target) : target },
        content: flow,
      }
      for await (const _ of flow);
      if (type === 'file') for await (const _ of blocks.flow(padded - bytes));
    }
    await blocks.drain(LIMITS.padBytes)
  } finally {
    await blocks.close()
  }
}

/** @throws AppError `image-source-refused` for what leads out */
function plain(name: string): string {
  const parts = name.replace(/^(\.\/+)+/, '').replace(/\/+$/, '')
  if (parts === '.') return ''
  if (parts.startsWith('/') || parts.includes('\0') || parts.split('/').includes('..'))
    throw refusedSource(`has a member that leads out of it, ${JSON.stringify(name.slice(0, 80))}`)
  return parts
}
