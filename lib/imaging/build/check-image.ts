import { createHash } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import type { CardRequest } from '@/lib/ports/card-request'
import type { ImageCheck } from '@/lib/ports/image-builder'
import { type CardFile, checkExt4 } from '../ext4/edit-ext4'
import { type Ext4Entry, readExt4, statExt4 } from '../ext4/read-ext4'
import { checkFat } from '../fat/edit-fat'
import { type BaseFacts, partitionOf } from './base-facts'
import type { BaseWork } from './make-base'
import { filesOfCard } from './patch-image'
import { readLayout } from './read-layout'

/** Reads a finished image back: what it shall be stands in the facts of its base and in the request. */
export async function checkImage(
  image: string,
  facts: BaseFacts,
  request: CardRequest,
  work: BaseWork,
): Promise<ImageCheck[]> {
  const root = partitionOf(facts, facts.root)
  const at = { image, offsetBytes: root.startByte }
  const checks = [await looked('partition table', () => checkTable(image, facts, work.signal))]
  for (const write of facts.bootLoaderWrites)
    checks.push(await looked(`boot loader at byte ${write.toByte}`, () => checkBytes(image, write)))
  checks.push(await looked('e2fsck of the root', () => checkExt4(at, work.signal)))
  if (facts.boot !== null) {
    const { startByte, bytes } = partitionOf(facts, facts.boot)
    checks.push(
      await looked('fsck of the boot partition', () => checkFat({ image, offsetBytes: startByte }, bytes, work)),
    )
  }
  return [...checks, ...(await checkFiles(at, await filesOfCard(facts, request), work))]
}

async function looked(what: string, look: () => Promise<string>): Promise<ImageCheck> {
  try {
    return { looked: what, wrong: await look() }
  } catch (error) {
    return { looked: what, wrong: error instanceof Error ? error.message : String(error) }
  }
}

async function checkTable(image: string, facts: BaseFacts, signal: AbortSignal): Promise<string> {
  const found = await readLayout(image, (await stat(image)).size, signal)
  const places = (partitions: BaseFacts['partitions']) =>
    partitions.map(({ startByte, bytes }) => `${startByte}+${bytes}`).join(' ')
  if (places(found.partitions) !== places(facts.partitions)) return `partitions are at ${places(found.partitions)}`
  if (facts.ids === null) return ''
  const id =
    facts.table === 'gpt'
      ? facts.ids.diskGuid.toUpperCase()
      : `0x${facts.ids.diskSignature.toString(16).padStart(8, '0')}`
  return found.id.toUpperCase() === id.toUpperCase() ? '' : `its id is ${found.id}, not ${id}`
}

async function checkBytes(image: string, write: BaseFacts['bootLoaderWrites'][number]): Promise<string> {
  const file = await open(image, 'r')
  try {
    const { buffer } = await file.read(Buffer.alloc(write.bytes), 0, write.bytes, write.toByte)
    return createHash('sha256').update(buffer).digest('hex') === write.sha256 ? '' : 'other bytes stand there'
  } finally {
    await file.close()
  }
}

async function checkFiles(
  at: { image: string; offsetBytes: number },
  files: readonly CardFile[],
  work: BaseWork,
): Promise<ImageCheck[]> {
  const entries = await statExt4(
    at,
    files.map(({ path }) => path),
    work,
  )
  const withText = files.filter((file) => file.kind === 'file')
  const contents = await readExt4(
    at,
    withText.map(({ path }) => path),
    work,
  )
  return Promise.all(
    files.map(async (file) => ({
      looked: sentenceOf(file),
      wrong: await wrongWith(file, entries.get(file.path), contents.get(file.path)),
    })),
  )
}

function sentenceOf(file: CardFile): string {
  if (file.kind === 'gone') return `${file.path}: not there`
  if (file.kind === 'link') return `${file.path}: leads to ${file.target}`
  return `${file.path}: mode ${file.mode.toString(8).padStart(4, '0')}, owner root`
}

async function wrongWith(file: CardFile, entry: Ext4Entry | undefined, content: Buffer | undefined): Promise<string> {
  if (file.kind === 'gone') return entry === undefined ? '' : 'is still there'
  if (entry === undefined) return 'is missing'
  if (file.kind === 'link') return entry.type === 'link' && entry.target === file.target ? '' : 'is no such link'
  const type = file.kind === 'folder' ? 'folder' : 'file'
  if (entry.type !== type) return `is no ${type}`
  const { uid = 0, gid = 0 } = file.kind === 'file' ? file : {}
  if (entry.mode !== file.mode || entry.uid !== uid || entry.gid !== gid)
    return `has mode ${entry.mode.toString(8)} and owner ${entry.uid}:${entry.gid}`
  if (file.kind === 'copy') return entry.bytes === (await stat(file.from)).size ? '' : 'has another length'
  if (file.kind === 'folder') return ''
  return content?.equals(Buffer.from(file.content)) === true ? '' : 'has another content'
}
