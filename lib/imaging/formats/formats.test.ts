import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { blockMap } from './block-map'
import { bootScript } from './boot-script'
import { derivePsk } from './derive-psk'
import { extlinux } from './extlinux'
import { partUuid, sfdiskScript } from './sfdisk-script'

const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-formats-'))
afterAll(() => rmSync(folder, { recursive: true }))

const programAt = (name: string) => ['/usr/bin', '/usr/sbin'].map((at) => path.join(at, name)).find(existsSync)
const mkimage = programAt('mkimage')
const bmaptool = programAt('bmaptool')

describe('a boot script', () => {
  const text = 'echo BuzzCrate\nbooti 0x1080000\n'

  it('says its length, its sums and its name', () => {
    const made = bootScript(text, { name: 'boot', timeS: 1_700_000_000 })
    expect(made.readUInt32BE(0)).toBe(0x27051956)
    expect(made.readUInt32BE(12)).toBe(made.length - 64)
    expect(made.readUInt32BE(24)).toBe(crc32(made.subarray(64)))
    expect(made.subarray(72).toString()).toBe(text)
    expect(made.subarray(32, 36).toString()).toBe('boot')
  })

  it.skipIf(mkimage === undefined).each(['arm', 'arm64'] as const)('is what mkimage makes for %s', (architecture) => {
    const source = path.join(folder, 'boot.txt')
    const target = path.join(folder, 'boot.scr')
    writeFileSync(source, text)
    const args = ['-A', architecture, '-O', 'linux', '-T', 'script', '-C', 'none', '-n', 'a name', '-d', source, target]
    execFileSync(mkimage ?? '', args, { env: { ...process.env, SOURCE_DATE_EPOCH: '1700000000' }, stdio: 'ignore' })
    expect(bootScript(text, { name: 'a name', timeS: 1_700_000_000, architecture })).toEqual(readFileSync(target))
  })
})

describe('the key of a wireless network', () => {
  it.each([
    // IEEE 802.11i-2004, H.4.1.
    ['password', 'IEEE', 'f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e'],
    ['ThisIsAPassword', 'ThisIsASSID', '0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af'],
  ])('of %s at %s is the one in the standard', async (passphrase, ssid, psk) => {
    expect(await derivePsk(passphrase, ssid)).toBe(psk)
  })

  it.each([
    ['short', 'net'],
    ['x'.repeat(64), 'net'],
    ['ein Schlüssel mit ü', 'net'],
    ['long enough', ''],
    ['long enough', 'x'.repeat(33)],
  ])('is none of %s at "%s"', async (passphrase, ssid) => {
    await expect(derivePsk(passphrase, ssid)).rejects.toMatchObject({ code: 'wifi-passphrase-wrong' })
  })
})

it('writes extlinux with a tree or a folder of trees', () => {
  const entry = { title: 'Debian', kernel: '/boot/k', initrd: '/boot/i', commandLine: ['root=LABEL=x', 'rw'] }
  expect(extlinux({ ...entry, deviceTree: { folder: '/boot/dtbs' } })).toContain(
    '  FDTDIR /boot/dtbs\n  APPEND root=LABEL=x rw\n',
  )
  expect(extlinux({ ...entry, deviceTree: { file: '/boot/dtbs/a.dtb' } })).toContain('  FDT /boot/dtbs/a.dtb\n')
})

describe('a partition table', () => {
  const ids = {
    diskSignature: 0x1a2b3c,
    diskGuid: '0B3C0B3C-0000-4000-8000-000000000001',
    partitionGuids: ['0B3C0B3C-0000-4000-8000-000000000002', '0B3C0B3C-0000-4000-8000-000000000003'],
  }
  const partition = { label: 'a', startSector: 2048, fileSystem: 'ext4', mountPoint: '/' } as const

  it('gives the last partition what is left', () => {
    const script = sfdiskScript(
      { table: 'dos', partitions: [{ ...partition, type: '83', bootable: true }] },
      ids,
      10_240,
    )
    expect(script).toContain('label-id: 0x001a2b3c\n')
    expect(script).toContain('start=2048, size=8192, type=83, bootable\n')
    expect(partUuid('dos', ids, 1)).toBe('001a2b3c-01')
  })

  it('leaves room for the second copy of a GUID table', () => {
    const script = sfdiskScript({ table: 'gpt', partitions: [{ ...partition, type: 'L' }] }, ids, 10_240)
    expect(script).toContain(`start=2048, size=6144, type=L, uuid=${ids.partitionGuids[0]}, name=a\n`)
    expect(partUuid('gpt', ids, 2)).toBe(ids.partitionGuids[1])
  })
})

describe('a block map', () => {
  const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

  it('has its own sum, taken with zeros in its place', () => {
    const map = blockMap(8192, [{ first: 0, last: 0, sha256: 'a'.repeat(64) }])
    const own = /<BmapFileChecksum> (\w+) </.exec(map)?.[1] ?? ''
    expect(sum(Buffer.from(map.replace(own, '0'.repeat(64))))).toBe(own)
  })

  it.skipIf(bmaptool === undefined)('is taken by bmaptool, which finds a changed block by it', () => {
    const image = Buffer.alloc(5 * 4096)
    image.fill(1, 0, 4096)
    image.fill(2, 2 * 4096, 4 * 4096)
    const ranges = [
      { first: 0, last: 0, sha256: sum(image.subarray(0, 4096)) },
      { first: 2, last: 3, sha256: sum(image.subarray(2 * 4096, 4 * 4096)) },
    ]
    const [file, map, copy] = ['a.img', 'a.bmap', 'b.img'].map((name) => path.join(folder, name))
    if (file === undefined || map === undefined || copy === undefined) throw new Error('names')
    writeFileSync(map, blockMap(image.length, ranges))
    writeFileSync(file, image)
    const copied = () => execFileSync(bmaptool ?? '', ['-q', 'copy', '--bmap', map, file, copy], { stdio: 'pipe' })
    copied()
    expect(readFileSync(copy)).toEqual(image)
    image[0] = 9
    writeFileSync(file, image)
    expect(copied).toThrow('checksum mismatch')
  })
})
