import { refusedSource } from './refused-source'
import { TarBlocks } from './tar-blocks'
import { BLOCK, isZeroBlock, parsePax, parseTarHeader, type TarHeader } from './tar-header'

const GIB = 1024 ** 3
export const TAR_LIMITS = {
  entries: 400_000,
  fileBytes: 2 * GIB,
  /** Of all files, holes counted. */
  totalBytes: 8 * GIB,
  extendedBytes: 1024 * 1024,
  /** Of a file that is kept and given out: it is held in memory. */
  copiedBytes: 128 * 1024 * 1024,
  nameBytes: 4096,
  /** After the end of an archive: tar pads to its record size. */
  padBytes: 1024 * 1024,
} as const

export interface TarMember {
  /** Without `./` before it and `/` behind it; empty for the root itself. */
  readonly name: string
  readonly type: 'file' | 'folder' | 'link' | 'hard-link'
  readonly bytes: number
}

export interface TarFilter {
  /** `drop` leaves a member out; `divert` gives a file's bytes to `onContent` instead, `copy` as well. */
  readonly choose: (member: TarMember) => 'keep' | 'drop' | 'divert' | 'copy'
  readonly onContent?: (member: TarMember, content: AsyncIterable<Buffer>) => Promise<void>
  /** `TAR_LIMITS.entries` when left out. */
  readonly mostEntries?: number
}

export interface TarReport {
  entries: number
  /** Of all kept files, holes counted. */
  bytes: number
  /** Devices, pipes and sockets, which the system makes itself. */
  specialsDropped: number
}

/** What is kept of one while its name is being put together out of several headers. */
interface Pending {
  blocks: Buffer[]
  pax: Map<string, string>
  longName: string | undefined
  longLink: string | undefined
}

const TYPES: Readonly<Record<string, TarMember['type']>> = {
  '0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'hard-link',
  '2': 'link',
  '5': 'folder',
}
const SPECIALS = new Set(['3', '4', '6'])
const nothingPending = (): Pending => ({ blocks: [], pax: new Map(), longName: undefined, longLink: undefined })

/**
 * Lets a root file system through, member by member. Headers are copied as they are, block by block: capabilities and
 * other attributes in them are bytes that no reader of text keeps whole.
 * @throws AppError `image-source-refused` for what is damaged, too large, or leads out of the root
 */
export async function* filterTar(
  input: AsyncIterable<Buffer>,
  filter: TarFilter,
  report: TarReport,
): AsyncGenerator<Buffer> {
  const blocks = new TarBlocks(input)
  const seen: Seen = { files: new Set(), links: new Set() }
  let pending = nothingPending()
  try {
    for (;;) {
      const block = await blocks.take(BLOCK)
      if (block === undefined) throw refusedSource('ends in the middle: it did not come whole')
      if (isZeroBlock(block)) break
      const header = parseTarHeader(block)
      if (await readExtension(header, block, blocks, pending)) continue
      const padded = Math.ceil(header.size / BLOCK) * BLOCK
      if (SPECIALS.has(header.type)) {
        report.specialsDropped += 1
        pending = nothingPending()
        continue
      }
      const member = memberOf(header, pending)
      judge(member, header, pending, seen, report, filter.mostEntries ?? TAR_LIMITS.entries)
      const choice = filter.choose(member)
      const dataBytes = member.type === 'file' ? padded : 0
      if (choice === 'keep' || choice === 'copy') {
        yield* pending.blocks
        yield block
        yield* extraSparse(block, header, blocks)
        if (choice === 'copy' && member.type === 'file') {
          if (header.size > TAR_LIMITS.copiedBytes)
            throw refusedSource(`has a boot file that is too large, ${member.name}`)
          const content = (await blocks.take(dataBytes)) ?? Buffer.alloc(0)
          await filter.onContent?.(member, one(content.subarray(0, header.size)))
          yield content
        } else yield* blocks.flow(dataBytes)
        if (member.type === 'file') report.bytes += member.bytes
      } else {
        for await (const _ of extraSparse(block, header, blocks));
        if (choice === 'divert' && member.type === 'file') await divert(member, header, blocks, filter)
        else for await (const _ of blocks.flow(dataBytes));
      }
      pending = nothingPending()
    }
    await blocks.drain(TAR_LIMITS.padBytes)
    yield Buffer.alloc(2 * BLOCK)
  } finally {
    await blocks.close()
  }
}

async function* one(content: Buffer): AsyncGenerator<Buffer> {
  yield content
}

async function divert(member: TarMember, header: TarHeader, blocks: TarBlocks, filter: TarFilter): Promise<void> {
  await filter.onContent?.(member, blocks.flow(header.size))
  for await (const _ of blocks.flow((BLOCK - (header.size % BLOCK)) % BLOCK));
}

/** GNU's old sparse files have more of their map in blocks after the header. */
async function* extraSparse(block: Buffer, header: TarHeader, blocks: TarBlocks): AsyncGenerator<Buffer> {
  let more = header.type === 'S' && block[482] !== 0
  while (more) {
    const next = await blocks.take(BLOCK)
    if (next === undefined) throw refusedSource('ends in the middle: it did not come whole')
    yield next
    more = next[504] !== 0
  }
}

/** Headers about the next member. @returns whether this was one */
async function readExtension(header: TarHeader, block: Buffer, blocks: TarBlocks, pending: Pending): Promise<boolean> {
  if (!['x', 'g', 'L', 'K'].includes(header.type)) return false
  if (header.size > TAR_LIMITS.extendedBytes) throw refusedSource('has a name that is far too long')
  const data = (await blocks.take(Math.ceil(header.size / BLOCK) * BLOCK)) ?? Buffer.alloc(0)
  const content = data.subarray(0, header.size)
  if (header.type === 'x') for (const [key, value] of parsePax(content)) pending.pax.set(key, value)
  // A global header would hold for all that follow, also for what was judged without it: only comments are let through.
  if (header.type === 'g' && [...parsePax(content).keys()].some((key) => key !== 'comment'))
    throw refusedSource('has settings for all of its members, which BuzzCrate does not take')
  if (header.type === 'L') pending.longName = withoutEnd(content)
  if (header.type === 'K') pending.longLink = withoutEnd(content)
  if (header.type !== 'g') pending.blocks.push(block, data)
  return true
}

const withoutEnd = (content: Buffer): string => content.toString('utf8').replace(/\0+$/, '')

function memberOf(header: TarHeader, { pax, longName }: Pending): TarMember {
  const type = TYPES[header.type]
  if (type === undefined) throw refusedSource(`has a member of an unknown kind (${JSON.stringify(header.type)})`)
  const name = pax.get('GNU.sparse.name') ?? pax.get('path') ?? longName ?? header.name
  const declared = pax.get('GNU.sparse.realsize') ?? pax.get('GNU.sparse.size')
  if (pax.has('size') && Number(pax.get('size')) !== header.size) throw refusedSource('has a member larger than 8 GiB')
  const bytes = type === 'file' ? (declared === undefined ? (header.realSize ?? header.size) : Number(declared)) : 0
  return {
    name: name
      .replace(/^(\.\/+)+/, '')
      .replace(/\/+$/, '')
      .replace(/^\.$/, ''),
    type,
    bytes,
  }
}

interface Seen {
  readonly files: Set<string>
  readonly links: Set<string>
}

function judge(
  member: TarMember,
  header: TarHeader,
  pending: Pending,
  seen: Seen,
  report: TarReport,
  mostEntries: number,
): void {
  const { name, bytes } = member
  report.entries += 1
  if (report.entries > mostEntries) throw refusedSource(`has more than ${mostEntries} members`)
  const parts = name.split('/')
  const shown = JSON.stringify(name.slice(0, 80))
  if (name.startsWith('/')) throw refusedSource(`has a member with an absolute path, ${shown}`)
  if (parts.includes('..')) throw refusedSource(`has a member that leads out of it, ${shown}`)
  if (Buffer.byteLength(name) > TAR_LIMITS.nameBytes || parts.some((part) => Buffer.byteLength(part) > 255))
    throw refusedSource('has a name that is far too long')
  if (name.includes('\0')) throw refusedSource('has a name with a zero in it')
  if (parts.some((_, index) => index > 0 && seen.links.has(parts.slice(0, index).join('/'))))
    throw refusedSource(`has a member behind a link, ${shown}`)
  if (!Number.isSafeInteger(bytes) || bytes < 0 || bytes > TAR_LIMITS.fileBytes)
    throw refusedSource(`has a file that is too large, ${shown}`)
  if (report.bytes + bytes > TAR_LIMITS.totalBytes) throw refusedSource('unpacks to more than 8 GiB')

  const target = pending.pax.get('linkpath') ?? pending.longLink ?? header.linkName
  if (member.type === 'link') {
    if (climbsOut(parts.length - 1, target)) throw refusedSource(`has a link that leads out of it, ${shown}`)
    seen.links.add(name)
    seen.files.delete(name)
  } else if (member.type === 'hard-link') {
    const first = target.replace(/^(\.\/+)+/, '')
    if (!seen.files.has(first)) throw refusedSource(`has a second name for a file that is not in it, ${shown}`)
    seen.files.add(name)
  } else {
    // tar replaces a link by what comes later under its name.
    seen.links.delete(name)
    if (member.type === 'file') seen.files.add(name)
  }
}

/** Absolute ones are meant from the root of the board; relative ones may not climb above it. */
function climbsOut(depth: number, target: string): boolean {
  if (target === '' || Buffer.byteLength(target) > TAR_LIMITS.nameBytes) return true
  let level = target.startsWith('/') ? 0 : depth
  for (const part of target.split('/')) {
    if (part === '..') level -= 1
    else if (part !== '' && part !== '.') level += 1
    if (level < 0) return !target.startsWith('/')
  }
  return false
}
