import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { uuidOf } from '../card/network-files'
import { editExt4 } from '../ext4/edit-ext4'
import { statExt4 } from '../ext4/read-ext4'
import { copyIntoFat, makeFat } from '../fat/edit-fat'
import { type DiskIds, partUuid, sfdiskScript } from '../formats/sfdisk-script'
import type { BoardPartition, BoardProfile, OsSource } from '../profiles/board-profile'
import { openUnpacked, unpackedBytes } from '../sources/open-tar'
import { filterTar, type TarFilter, type TarReport } from '../tar/filter-tar'
import { refusedSource } from '../tar/refused-source'
import { runProgram } from '../tools/run-program'
import type { BaseFacts } from './base-facts'
import { bootFiles, type KernelFiles } from './boot-files'
import { detectSystem, lockedShadow } from './detect-system'
import { findKernel } from './find-kernel'
import { makeExt4FromFolder, makeExt4FromTar, readsTar, type UnpackedRoot, unpackRoot } from './make-ext4'
import { SECTOR } from './place-boot-loader'
import { bringsBootPartition, stageMember } from './stage-member'
import { writeBootLoader } from './write-boot-loader'

const MIB = 1024 * 1024
/** Room for logs, k3s and its images until the first boot has grown the root. */
const SPARE_BYTES = 384 * MIB
/** What everything in a base is stamped with: 2026-01-01. */
export const BASE_TIME_S = 1_767_225_600

export interface BaseInput {
  readonly profile: BoardProfile
  readonly osId: OsSource['id']
  readonly key: string
  /** A tar of a root file system, packed or not. */
  readonly rootFile: string
  readonly bootLoader: BaseFacts['bootLoader']
  /** Files of the boot loader by the names in the profile; `package` takes those in the root file system itself. */
  readonly bootLoaderFiles: ReadonlyMap<string, string>
}

export interface BaseWork {
  readonly signal: AbortSignal
  /** A folder of one's own, removed by the caller. */
  readonly scratch: string
  readonly onLine: (line: string) => void
}

/**
 * Makes the image of a board out of a root file system: table, boot loader, file systems, and the texts by which the
 * board finds its kernel. Needs neither root nor loop devices.
 */
export async function makeBase(input: BaseInput, image: string, work: BaseWork): Promise<BaseFacts> {
  const { profile, osId, key } = input
  const ids = diskIds(key, profile)
  const boot = path.join(work.scratch, 'boot')
  await mkdir(boot, { recursive: true, mode: 0o700 })
  const report: TarReport = { entries: 0, bytes: 0, specialsDropped: 0 }
  const names: string[] = []
  const tar = () => filterTar(openUnpacked(input.rootFile, work.signal), filterFor(input, work.scratch, names), report)

  const direct = await readsTar(work.signal)
  let root: UnpackedRoot | undefined
  if (!direct) {
    work.onLine('unpacking the root file system')
    root = await unpackRoot(tar(), { ...work, timeS: BASE_TIME_S })
  }
  const contentBytes = root === undefined ? await unpackedBytes(input.rootFile, work.signal) : report.bytes
  const rootBytes = wholeMib(contentBytes * 1.15 + SPARE_BYTES)
  const layout = await makeTable(image, profile, ids, rootBytes, work)
  const rootPartition = layout.at(-1)
  if (rootPartition === undefined) throw new Error(`${profile.id} has no partitions`)
  const at = { image, offsetBytes: rootPartition.startByte }
  const ext4 = {
    ...work,
    timeS: BASE_TIME_S,
    label: 'rootfs',
    uuid: uuidOf(`${key} root`),
    hashSeed: uuidOf(`${key} hash`),
    ...(profile.disk.ext4Features === undefined ? {} : { features: profile.disk.ext4Features }),
  }
  work.onLine('making the file systems')
  if (root === undefined) await makeExt4FromTar(at, rootPartition.bytes, tar(), ext4)
  else await makeExt4FromFolder(at, rootPartition.bytes, root, ext4)
  work.onLine(`${report.entries} members, ${report.specialsDropped} devices left to the board`)

  const kernel = findKernel(names)
  if (kernel === undefined && !bringsBootPartition(profile, osId))
    throw refusedSource('has no kernel with its first file system in /boot')
  const bootPartition = layout.length > 1 ? layout[0] : undefined
  if (bootPartition !== undefined) {
    const fat = { image, offsetBytes: bootPartition.startByte }
    const options = { ...work, timeS: BASE_TIME_S }
    await makeFat(fat, bootPartition.bytes, profile.disk.partitions[0]?.label ?? 'boot', ids.diskSignature, options)
    if (!bringsBootPartition(profile, osId))
      await stageTexts(boot, profile, partUuid(profile.disk.table, ids, layout.length))
    await copyIntoFat(fat, await settledEntries(boot), options)
  }
  await finishRoot(at, { profile, osId, ids, kernel: bootPartition === undefined ? kernel : undefined }, work)
  const system = await detectSystem(at, work)
  const own = profile.bootLoader.writes.map(({ file }) => [file, path.join(work.scratch, 'loader', file)] as const)
  const loaderFiles = input.bootLoader === 'package' ? new Map(own) : input.bootLoaderFiles
  const bootLoaderWrites = await writeBootLoader(image, profile, loaderFiles)
  return {
    key,
    profileId: profile.id,
    osId,
    bytes: (await stat(image)).size,
    table: profile.disk.table,
    partitions: layout,
    root: layout.length,
    boot: bootPartition === undefined ? null : 1,
    ids,
    ...system,
    kernel: kernel ?? null,
    bootLoader: input.bootLoader,
    bootLoaderWrites,
  }
}

/** Ids that follow from the key: the same input gives the same image. */
function diskIds(key: string, profile: BoardProfile): DiskIds {
  return {
    diskSignature: (Number.parseInt(key.slice(0, 8), 16) | 1) >>> 0,
    diskGuid: uuidOf(`${key} disk`),
    partitionGuids: profile.disk.partitions.map((_, index) => uuidOf(`${key} partition ${index + 1}`)),
  }
}

function filterFor({ profile, osId }: BaseInput, scratch: string, names: string[]): TarFilter {
  return {
    choose: (member) => {
      if (member.name.startsWith('boot/')) names.push(member.name.slice('boot/'.length))
      return stageMember(profile, osId, member).choice
    },
    onContent: async (member, content) => {
      const { to } = stageMember(profile, osId, member)
      if (to === undefined) return
      const target = path.join(scratch, to.part, to.name)
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
      await pipeline(Readable.from(content, { objectMode: false }), createWriteStream(target, { mode: 0o600 }))
    },
  }
}

async function makeTable(
  image: string,
  profile: BoardProfile,
  ids: DiskIds,
  rootBytes: number,
  { signal }: BaseWork,
): Promise<BaseFacts['partitions']> {
  const { partitions, table } = profile.disk
  const last = partitions.at(-1)?.startSector ?? 0
  const totalBytes = last * SECTOR + rootBytes + (table === 'gpt' ? MIB : 0)
  const file = await open(image, 'w', 0o600)
  await file.truncate(totalBytes)
  await file.close()
  const script = sfdiskScript(profile.disk, ids, totalBytes / SECTOR)
  await runProgram('sfdisk', ['--quiet', '--no-reread', '--no-tell-kernel', image], {
    signal,
    timeoutMs: 60_000,
    stdin: script,
  })
  return partitions.map(({ startSector, sectors, fileSystem }: BoardPartition, index) => ({
    number: index + 1,
    startByte: startSector * SECTOR,
    bytes: sectors === undefined ? rootBytes : sectors * SECTOR,
    fileSystem,
  }))
}

async function stageTexts(boot: string, profile: BoardProfile, rootUuid: string): Promise<void> {
  const files = { kernel: '/vmlinuz', initrd: '/initrd.img', trees: '' }
  for (const { path: name, content } of bootFiles(profile, files, {
    root: `PARTUUID=${rootUuid}`,
    timeS: BASE_TIME_S,
  })) {
    const target = path.join(boot, name)
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
    await pipeline(Readable.from([content]), createWriteStream(target, { mode: 0o600 }))
  }
}

/** What lies in the folder, with the times that everything in a base has. Sorted: FAT keeps the order of arrival. */
async function settledEntries(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true })
  for (const name of all) await utimes(path.join(folder, name), BASE_TIME_S, BASE_TIME_S)
  const top = await readdir(folder)
  return top.sort().map((name) => path.join(folder, name))
}

interface RootSettings {
  readonly profile: BoardProfile
  readonly osId: OsSource['id']
  readonly ids: DiskIds
  /** Undefined where the boot partition has the texts. */
  readonly kernel: KernelFiles | undefined
}

async function finishRoot(
  at: { image: string; offsetBytes: number },
  settings: RootSettings,
  work: BaseWork,
): Promise<void> {
  const { profile, osId, ids, kernel } = settings
  const { partitions, table } = profile.disk
  const shadow = await lockedShadow(at, work)
  const owner = (await statExt4(at, ['/etc/shadow'], work)).get('/etc/shadow')
  const fstab = partitions.map(({ fileSystem, mountPoint }, index) => {
    const place = fileSystem === 'fat32' && bringsBootPartition(profile, osId) ? '/boot' : mountPoint
    const uuid = `PARTUUID=${partUuid(table, ids, index + 1)}`
    return fileSystem === 'ext4'
      ? `${uuid} ${place} ext4 defaults,noatime 0 1`
      : `${uuid} ${place} vfat defaults,umask=0077 0 2`
  })
  const root = `PARTUUID=${partUuid(table, ids, partitions.length)}`
  const texts = kernel === undefined ? [] : bootFiles(profile, kernel, { root, timeS: BASE_TIME_S })
  await editExt4(
    at,
    [
      { kind: 'file', path: '/etc/fstab', mode: 0o644, content: `${fstab.join('\n')}\n` },
      ...texts.map(({ path: name, content }) => ({ kind: 'file', path: name, mode: 0o644, content }) as const),
      ...(shadow === undefined || owner === undefined
        ? []
        : [{ kind: 'file', path: '/etc/shadow', mode: 0o640, uid: 0, gid: owner.gid, content: shadow } as const]),
    ],
    { ...work, timeS: BASE_TIME_S },
  )
}

const wholeMib = (bytes: number): number => Math.ceil(bytes / (64 * MIB)) * 64 * MIB
