import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { placeBootLoader } from '../build/place-boot-loader'
import { sourceKind } from '../sources/source-kind'
import type { BoardProfile } from './board-profile'
import { allProfiles, findProfile } from './find-profile'

/** The largest boot loader files that were seen, in bytes; others are taken as 1.5 MiB. */
const LARGEST: Readonly<Record<string, number>> = {
  'bl1.bin.hardkernel': 49_664,
  'u-boot.gxbb': 900_000,
  'idbloader.img': 300_000,
  'u-boot-rockchip.bin': 12_000_000,
}
const sizeOf = (file: string) => LARGEST[file] ?? 1_572_864
const endOf = ({ startSector, sectors }: BoardProfile['disk']['partitions'][number]) =>
  startSector + (sectors ?? 1_048_576)

it('has each file of the folder under its name', () => {
  const files = readdirSync(path.join(import.meta.dirname, 'boards')).map((name) => name.replace(/\.ts$/, ''))
  expect(allProfiles.map(({ id }) => id).sort()).toEqual(files.sort())
  expect(findProfile('constructor')).toBeUndefined()
})

describe.each(allProfiles.map((profile) => [profile.id, profile] as const))('%s', (_, profile) => {
  it('has partitions one after another, on whole mebibytes, the root last and without an end', () => {
    const { partitions } = profile.disk
    for (const [index, partition] of partitions.entries()) {
      expect(partition.startSector % 2048).toBe(0)
      const before = partitions[index - 1]
      if (before !== undefined) expect(partition.startSector).toBeGreaterThanOrEqual(endOf(before))
    }
    const root = partitions.at(-1)
    expect(root).toMatchObject({ mountPoint: '/', fileSystem: 'ext4' })
    expect(root?.sectors).toBeUndefined()
    expect(new Set(partitions.map(({ label }) => label)).size).toBe(partitions.length)
    for (const { fileSystem, label } of partitions)
      expect(label.length).toBeLessThanOrEqual(fileSystem === 'ext4' ? 16 : 11)
  })

  it('has room for its boot loader before the first partition, clear of the table', () => {
    const placed = placeBootLoader(profile, sizeOf)
    expect(placed.length > 0).toBe(profile.bootLoader.from !== 'firmware')
    const sorted = placed.filter(({ bytes }) => bytes > 0).sort((a, b) => a.toByte - b.toByte)
    for (const [index, write] of sorted.entries()) {
      const next = sorted[index + 1]
      if (next !== undefined) expect(write.toByte + write.bytes).toBeLessThanOrEqual(next.toByte)
    }
  })

  it('says what it is made from, what it costs in watts and money and whence it knows', () => {
    expect(profile.osSources.length).toBeGreaterThan(0)
    for (const source of profile.osSources) {
      if (source.whole) expect(profile.bootLoader.from).not.toBe('upload')
      if (sourceKind(source.id).how === 'tarball') expect('file' in source && source.file).toBeTruthy()
    }
    expect(profile.power.source.length).toBeGreaterThan(8)
    expect(profile.price.source.length).toBeGreaterThan(8)
    for (const { reason } of [profile.server, profile.agent]) expect(reason).toMatch(/^[A-Z0-9].{10,}\.$/)
    for (const sentence of profile.uncertain) expect(sentence).toMatch(/^[A-Z].{10,}\.$/)
    if (profile.memoryMib.length > 0 && Math.max(...profile.memoryMib) <= 2048) expect(profile.server.fits).toBe(false)
  })

  it('asks for the root by no device name: the kernel counts cards differently from boot to boot', () => {
    expect(profile.commandLine.join(' ')).not.toMatch(/root=|\/dev\/(mmcblk|sd)/)
    expect(profile.commandLine.join(' ')).not.toMatch(/[\n"']/)
  })
})

it('refuses a boot loader that reaches the table or the first partition, or is not there', () => {
  const board = findProfile('odroid-c2')
  if (board === undefined) throw new Error('no such board')
  const placed = (sizes: (file: string) => number | undefined) => () => placeBootLoader(board, sizes)
  expect(placed(() => undefined)).toThrow('missing')
  expect(placed((file) => (file === 'u-boot.gxbb' ? 8192 * 512 : 49_664))).toThrow('first partition')
  const over = {
    ...board,
    bootLoader: {
      ...board.bootLoader,
      writes: [{ file: 'bl1.bin.hardkernel', blockBytes: 1, skip: 0, seek: 0, count: 447 }],
    },
  }
  expect(() => placeBootLoader(over, () => 49_664)).toThrow('partition table')
})
