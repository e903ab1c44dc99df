import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { SourceFacts } from '@/lib/ports/card-sources'
import { judgeSigns, SIGN_PATHS } from '../build/detect-system'
import type { BaseWork } from '../build/make-base'
import { findRoot, unpackSparse } from '../build/make-base-from-image'
import { placeBootLoader } from '../build/place-boot-loader'
import { readLayout } from '../build/read-layout'
import { readExt4, statExt4 } from '../ext4/read-ext4'
import type { BoardProfile } from '../profiles/board-profile'
import { filterTar, type TarReport } from '../tar/filter-tar'
import { refusedSource } from '../tar/refused-source'
import type { KnownSlot } from './known-slots'
import { openUnpacked } from './open-tar'

const OS_RELEASE = /^(?:etc|usr\/lib)\/os-release$/
const PROGRAMS = ['usr/bin/env', 'usr/bin/bash', 'usr/bin/dash', 'usr/bin/busybox', 'bin/bash', 'bin/busybox'] as const
/** e_machine of an ELF file, at byte 18. */
const ELF = Buffer.from('7f454c46', 'hex')
const MACHINES: Readonly<Record<number, string>> = { 183: 'arm64', 62: 'amd64', 40: 'arm (32 bit)', 3: 'i386' }
/** Of a boot loader's file that another stands for while one alone is judged. */
const STAND_IN_BYTES = 1024

/**
 * Reads a file through, and says what is in it: its system, and how that makes its first boot.
 * @throws AppError `image-source-refused` for what no card can be made of, `image-boot-loader-wrong`
 */
export function lookAtSource({ slot, uses }: KnownSlot, file: string, work: BaseWork): Promise<SourceFacts> {
  const profiles = uses.map(({ profile }) => profile)
  switch (slot.kind) {
    case 'root':
      return lookAtRoot(file, profiles, work)
    case 'image':
      return lookAtImage(file, profiles, work)
    case 'boot-loader':
      return lookAtBootLoader(file, slot.file, profiles)
  }
}

async function lookAtRoot(file: string, profiles: readonly BoardProfile[], work: BaseWork): Promise<SourceFacts> {
  const report: TarReport = { entries: 0, bytes: 0, specialsDropped: 0 }
  const there = new Set<string>()
  const read = new Map<string, Buffer>()
  const filter = {
    choose: ({ name, type }: { name: string; type: string }) => {
      if (SIGN_PATHS.has(`/${name}`)) there.add(`/${name}`)
      return type === 'file' && (OS_RELEASE.test(name) || isProgram(name)) ? 'divert' : 'keep'
    },
    onContent: async ({ name }: { name: string }, content: AsyncIterable<Buffer>) => {
      read.set(name, await beginningOf(content))
    },
  } as const
  work.onLine('reading the root file system through')
  for await (const _ of filterTar(openUnpacked(file, work.signal), filter, report));
  const release = read.get('usr/lib/os-release') ?? read.get('etc/os-release')
  if (release === undefined) throw refusedSource('has no Linux system in it: there is no /etc/os-release')
  for (const [name, bytes] of read) if (isProgram(name)) assertMachine(bytes, profiles)
  work.onLine(`${report.entries} members`)
  return { ...judgeSigns(there), system: prettyName(release), unpackedBytes: report.bytes }
}

async function lookAtImage(file: string, profiles: readonly BoardProfile[], work: BaseWork): Promise<SourceFacts> {
  const image = path.join(work.scratch, 'look.img')
  work.onLine('unpacking the image')
  const unpackedBytes = await unpackSparse(file, image, work.signal)
  const { partitions } = await readLayout(image, unpackedBytes, work.signal)
  const at = { image, offsetBytes: (await findRoot(image, partitions, work)).startByte }
  const there = await statExt4(at, [...SIGN_PATHS], work)
  const releases = ['/usr/lib/os-release', '/etc/os-release']
  const read = await readExt4(at, [...releases, ...PROGRAMS.map((name) => `/${name}`)], work)
  for (const [name, bytes] of read) if (isProgram(name.slice(1))) assertMachine(bytes, profiles)
  const release = releases.flatMap((name) => read.get(name) ?? [])[0]
  work.onLine(`${partitions.length} partitions`)
  return {
    ...judgeSigns(new Set(there.keys())),
    system: release === undefined ? null : prettyName(release),
    unpackedBytes,
  }
}

async function lookAtBootLoader(file: string, name: string, profiles: readonly BoardProfile[]): Promise<SourceFacts> {
  const { size } = await stat(file)
  for (const profile of profiles) placeBootLoader(profile, (one) => (one === name ? size : STAND_IN_BYTES))
  const version = /U-Boot (?:SPL |TPL )?(20\d\d\.\d\d[\w.+-]*)/.exec(await readFile(file, 'latin1'))?.[1]
  return {
    system: version === undefined ? null : `U-Boot ${version}`,
    firstBoot: null,
    network: null,
    unpackedBytes: size,
  }
}

const isProgram = (name: string): boolean => PROGRAMS.some((program) => program === name)

/** All of it is read: what comes after it in the archive begins behind it. */
async function beginningOf(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of content) {
    if (bytes < 4096) chunks.push(Buffer.from(chunk.subarray(0, 4096)))
    bytes += chunk.length
  }
  return Buffer.concat(chunks)
}

/** What is no program says nothing about it. */
function assertMachine(bytes: Buffer, profiles: readonly BoardProfile[]): void {
  if (bytes.length < 20 || !bytes.subarray(0, 4).equals(ELF)) return
  const machine = MACHINES[bytes.readUInt16LE(18)] ?? 'another processor'
  const wanted = profiles[0]?.architecture
  if (wanted !== undefined && machine !== wanted)
    throw refusedSource(`is a system for ${machine}, and these boards need one for ${wanted}`)
}

const prettyName = (release: Buffer): string | null =>
  /^PRETTY_NAME="?([^"\n]{1,100})/m.exec(release.toString('utf8'))?.[1] ?? null
