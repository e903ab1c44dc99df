import { open } from 'node:fs/promises'
import { editExt4 } from '../ext4/edit-ext4'
import { readExt4, statExt4 } from '../ext4/read-ext4'
import { editFat, readFat } from '../fat/edit-fat'
import type { BoardProfile, OsSource } from '../profiles/board-profile'
import { openUnpacked } from '../sources/open-tar'
import { refusedSource } from '../tar/refused-source'
import type { BaseFacts } from './base-facts'
import { detectSystem, lockedShadow } from './detect-system'
import { BASE_TIME_S, type BaseWork } from './make-base'
import { readLayout } from './read-layout'

/** More than any card image that its makers publish. */
const MOST_BYTES = 16 * 1024 ** 3
const BLOCK = 64 * 1024
const ZEROS = Buffer.alloc(BLOCK)

export interface ImageInput {
  readonly profile: BoardProfile
  readonly osId: OsSource['id']
  readonly key: string
  /** A card image as its makers publish it, packed or not. */
  readonly imageFile: string
}

/** Takes a finished image as a base: its layout is read, its passwords are locked, its memory controller switched on. */
export async function makeBaseFromImage(input: ImageInput, image: string, work: BaseWork): Promise<BaseFacts> {
  const { profile, osId, key } = input
  work.onLine('unpacking the image')
  const bytes = await unpackSparse(input.imageFile, image, work.signal)
  const { table, partitions } = await readLayout(image, bytes, work.signal)
  const root = await findRoot(image, partitions, work)
  const at = { image, offsetBytes: root.startByte }
  const system = await detectSystem(at, work)
  work.onLine(`its first boot: ${system.firstBoot}; its network: ${system.network}`)
  await lockPasswords(at, work)
  const boot = partitions.find(({ fileSystem }) => fileSystem === 'fat32')
  await switchCgroupsOn(image, at, boot, profile, system.firstBoot, work)
  return {
    ...{ key, profileId: profile.id, osId, bytes, table, partitions, ...system },
    root: root.number,
    boot: boot?.number ?? null,
    ids: null,
    kernel: null,
    bootLoader: 'none',
    bootLoaderWrites: [],
  }
}

/** Unpacks an image, zeros as holes. @returns its bytes. @throws AppError `image-source-refused` */
export async function unpackSparse(from: string, to: string, signal: AbortSignal): Promise<number> {
  const target = await open(to, 'w', 0o600)
  try {
    let at = 0
    for await (const chunk of openUnpacked(from, signal)) {
      for (let start = 0; start < chunk.length; start += BLOCK) {
        const block: Buffer = chunk.subarray(start, start + BLOCK)
        if (at + block.length > MOST_BYTES) throw refusedSource('unpacks to more than 16 GiB')
        if (!block.equals(ZEROS.subarray(0, block.length))) await target.write(block, 0, block.length, at)
        at += block.length
      }
    }
    await target.truncate(at)
    return at
  } finally {
    await target.close()
  }
}

/** The partition with a Linux system. @throws AppError `image-source-refused` when there is none */
export async function findRoot(
  image: string,
  partitions: BaseFacts['partitions'],
  work: BaseWork,
): Promise<BaseFacts['partitions'][number]> {
  for (const partition of partitions.filter(({ fileSystem }) => fileSystem === 'ext4')) {
    try {
      const at = { image, offsetBytes: partition.startByte }
      if ((await statExt4(at, ['/etc/os-release'], work)).size > 0) return partition
    } catch (error) {
      work.onLine(`partition ${partition.number} is not ext4: ${error instanceof Error ? error.message : error}`)
    }
  }
  throw refusedSource('has no partition with a Linux system on ext4')
}

async function lockPasswords(at: { image: string; offsetBytes: number }, work: BaseWork): Promise<void> {
  const shadow = await lockedShadow(at, work)
  const owner = (await statExt4(at, ['/etc/shadow'], work)).get('/etc/shadow')
  if (shadow === undefined || owner === undefined)
    throw refusedSource('has no /etc/shadow: its system cannot be made safe')
  const file = {
    kind: 'file',
    path: '/etc/shadow',
    mode: owner.mode,
    uid: owner.uid,
    gid: owner.gid,
    content: shadow,
  } as const
  await editExt4(at, [file], { ...work, timeS: BASE_TIME_S })
}

/** Only the kernels of the Raspberry Pi have it off; Armbian has a switch of its own in a file that its script reads. */
async function switchCgroupsOn(
  image: string,
  root: { image: string; offsetBytes: number },
  boot: BaseFacts['partitions'][number] | undefined,
  profile: BoardProfile,
  firstBoot: BaseFacts['firstBoot'],
  work: BaseWork,
): Promise<void> {
  const options = { ...work, timeS: BASE_TIME_S }
  if (firstBoot === 'armbian') {
    const path = '/boot/armbianEnv.txt'
    const text = (await readExt4(root, [path], work)).get(path)?.toString('utf8')
    if (text === undefined || /^docker_optimizations=on$/m.test(text)) return
    const content = `${text.replace(/^docker_optimizations=.*\n?/gm, '').trimEnd()}\ndocker_optimizations=on\n`
    await editExt4(root, [{ kind: 'file', path, mode: 0o644, content }], options)
    return
  }
  if (profile.cgroupFlags.length === 0 || boot === undefined) return
  const fat = { image, offsetBytes: boot.startByte }
  const line = (await readFat(fat, 'cmdline.txt', work.signal))?.toString('utf8').trim()
  if (line === undefined) return
  const words = line.split(/\s+/)
  const missing = profile.cgroupFlags.filter((flag) => !words.includes(flag))
  if (missing.length > 0)
    await editFat(fat, new Map([['cmdline.txt', `${[...words, ...missing].join(' ')}\n`]]), options)
}
