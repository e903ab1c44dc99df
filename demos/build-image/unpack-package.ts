import type { FileHandle } from 'node:fs/promises'
import { AppError } from '@/lib/core/errors'
import { TarBlocks } from '@/lib/imaging/tar/tar-blocks'
import { BLOCK, isZeroBlock, parsePax, parseTarHeader, type TarHeader } from '@/lib/imaging/tar/tar-header'
import type { RootTree } from './root-tree'
import type { FileRange } from './tar-archive'

/** Of names that do not fit into a header. */
const MOST_EXTENSION_BYTES = 64 * 1024

/** Where the bytes of files go, one behind the other. */
export interface ContentFile {
  readonly path: string
  readonly handle: FileHandle
  /** How long it is by now. */
  end: number
}

/**
 * Puts what a package holds into a tree; nothing of it is run, and no file is made but the one that takes all contents.
 * @param tar of the package's files, unpacked
 * @param wanted whether a path is wanted at all
 * @throws AppError `image-source-refused` for a damaged tar, `debian-package-odd` for what an image cannot hold
 */
export async function unpackPackage(
  tar: AsyncIterable<Buffer>,
  tree: RootTree,
  into: ContentFile,
  wanted: (path: string) => boolean,
): Promise<void> {
  const blocks = new TarBlocks(tar)
  let [longName, longLink] = ['', '']
  try {
    for (;;) {
      const block = await blocks.take(BLOCK)
      if (block === undefined || isZeroBlock(block)) break
      const header = parseTarHeader(block)
      if ('xLKg'.includes(header.type)) {
        const text = await extension(header, blocks)
        if (header.type === 'L') longName = endAtZero(text)
        if (header.type === 'K') longLink = endAtZero(text)
        if (header.type === 'x') {
          const records = parsePax(text)
          longName = records.get('path') ?? longName
          longLink = records.get('linkpath') ?? longLink
        }
        continue
      }
      await place(header, plainPath(longName || header.name), longLink || header.linkName, {
        blocks,
        tree,
        into,
        wanted,
      })
      ;[longName, longLink] = ['', '']
    }
    await blocks.drain(Number.MAX_SAFE_INTEGER)
  } finally {
    await blocks.close()
  }
}

interface Unpacking {
  readonly blocks: TarBlocks
  readonly tree: RootTree
  readonly into: ContentFile
  readonly wanted: (path: string) => boolean
}

async function place(header: TarHeader, path: string, link: string, work: Unpacking): Promise<void> {
  const { blocks, tree, into, wanted } = work
  const { mode, uid, gid, type } = header
  const owner = { uid, gid }
  if (!wanted(path)) {
    for await (const _ of blocks.flow(paddedBytes(header)));
    return
  }
  if (type === '5') tree.put(path, { kind: 'folder', mode, owner })
  else if (type === '2') tree.put(path, { kind: 'link', target: link, owner })
  else if (type === '1') {
    const first = tree.find(plainPath(link))
    if (first?.kind !== 'file') throw odd(path, `is another name for ${link}, which is not there`)
    tree.put(path, first)
  } else if (type === '0' || type === '7') {
    tree.put(path, { kind: 'file', mode, owner, content: await keep(header, blocks, into) })
  } else throw odd(path, 'is a device, a pipe or something unknown')
}

/** Appends a file's bytes to the content file. */
async function keep(header: TarHeader, blocks: TarBlocks, into: ContentFile): Promise<FileRange> {
  const range = { file: into.path, offset: into.end, bytes: header.size }
  for await (const chunk of blocks.flow(header.size)) await into.handle.appendFile(chunk)
  into.end += header.size
  for await (const _ of blocks.flow(paddedBytes(header) - header.size));
  return range
}

async function extension(header: TarHeader, blocks: TarBlocks): Promise<Buffer> {
  if (header.size > MOST_EXTENSION_BYTES) throw odd(header.name, 'has a name that is far too long')
  const data = (await blocks.take(paddedBytes(header))) ?? Buffer.alloc(0)
  return data.subarray(0, header.size)
}

const endAtZero = (text: Buffer): string => text.toString('utf8').replace(/\0.*$/s, '')
const paddedBytes = ({ size }: TarHeader): number => Math.ceil(size / BLOCK) * BLOCK

/** `./usr/bin/` is `usr/bin`. @throws AppError `debian-package-odd` when it leads out */
function plainPath(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) throw odd(name, 'leads out of the package')
  return parts.join('/')
}

const odd = (path: string, why: string): AppError =>
  new AppError('debian-package-odd', {
    userMessage: `A Debian package holds something that does not go into an image: ${path} ${why}.`,
    details: { path },
  })
