import { execFileSync } from 'node:child_process'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ContentStore } from '@/lib/artifacts/content-store'
import { readBaseFacts } from '@/lib/imaging/build/base-facts'
import { ImageFolder } from '@/lib/imaging/build/image-folder'
import { statExt4 } from '@/lib/imaging/ext4/read-ext4'
import { listFat } from '@/lib/imaging/fat/edit-fat'
import { findProfile } from '@/lib/imaging/profiles/find-profile'
import { SourceShelf } from '@/lib/imaging/sources/source-shelf'
import { extAddress, fatAddress } from '@/lib/imaging/tools/file-system'
import { cardSample } from '@/lib/testing/imaging/card-sample'
import { findDebianSystem } from './debian-system'

// Images of boards out of Debian's real packages. Whether one starts is tested in e2e/boot, for the board that can be had
// here: a simulated one.

const { signal } = new AbortController()
const quiet = { signal, onLine: () => undefined }
/** Of a kernel for arm64, that can be started by EFI, too (Documentation/arm64/booting.rst). */
const isKernel = (bytes: Buffer) => bytes.toString('latin1', 56, 60) === 'ARM\x64'
const isInitrd = (bytes: Buffer) => bytes.toString('hex', 0, 4) === '28b52ffd'
const isTree = (bytes: Buffer) => bytes.toString('hex', 0, 4) === 'd00dfeed'

const system = findDebianSystem()
if (system === undefined) console.warn('SKIPPED: boards out of Debian’s packages: npm test -- --only images --prepare')
let home = ''
let images: ImageFolder

beforeAll(async () => {
  if (system === undefined) return
  home = await mkdtemp(path.join(tmpdir(), 'buzzcrate-debian-boards-'))
  const shelf = new SourceShelf(new ContentStore(path.join(home, 'content')), home)
  const file = path.basename(system)
  await shelf.put({ kind: 'root', file }, file, createReadStream(system), { checkedBy: 'made here' })
  images = new ImageFolder(home, shelf)
})
afterAll(async () => {
  if (home !== '' && existsSync(home)) await rm(home, { recursive: true })
})

/** Makes the image of a card, checks all of it, and looks at what is in its file systems. */
async function made(profileId: string) {
  const base = await images.base(profileId, 'debian-12', quiet)
  const request = cardSample({ profileId, osId: 'debian-12' })
  await images.patch(base, 'card0001', request, quiet)
  const checks = await images.check('card0001', request, quiet)
  expect(checks.filter(({ wrong }) => wrong !== '')).toEqual([])
  expect(checks.length).toBeGreaterThan(20)
  const image = await images.fileOf('card0001', 'card.img')
  const facts = await readBaseFacts(path.join(home, 'bases', `${base.key}.json`))
  if (facts === undefined) throw new Error('no facts')
  const scratch = path.join(home, `look-${profileId}`)
  await mkdir(scratch)
  const root = { image, offsetBytes: facts.partitions.at(-1)?.startByte ?? 0 }
  const fat = { image, offsetBytes: facts.partitions[0]?.startByte ?? 0 }
  return {
    facts,
    // Kernels are larger than what the product reads out of an image.
    inRoot: async (name: string) => {
      const entry = (await statExt4(root, [name], { signal, scratch })).get(name)
      const file = entry?.target === undefined ? name : path.posix.join(path.posix.dirname(name), entry.target)
      const copy = path.join(scratch, 'copy')
      execFileSync('/usr/sbin/debugfs', ['-R', `dump ${file} ${copy}`, extAddress(root)], { stdio: 'pipe' })
      return readFileSync(copy)
    },
    inFat: (name: string) =>
      execFileSync('mcopy', ['-n', '-i', fatAddress(fat), `::/${name}`, '-'], {
        env: { ...process.env, MTOOLS_SKIP_CHECK: '1' },
        maxBuffer: 2 ** 27,
      }),
    fatNames: async () => (await listFat(fat, signal)).map((name) => name.replace(/^\/+/, '')),
    async bytesAt(start: number, bytes: number): Promise<Buffer> {
      const handle = await open(image, 'r')
      try {
        return (await handle.read(Buffer.alloc(bytes), 0, bytes, start)).buffer
      } finally {
        await handle.close()
      }
    },
    async end(): Promise<void> {
      await rm(image)
      await rm(path.join(home, 'bases', `${base.key}.img`))
    },
  }
}

describe.skipIf(system === undefined).each(['rock64', 'rock-pi-4'])('%s', (id) => {
  it('has U-Boot of the package at its places, and a text by which it finds kernel and tree', async () => {
    const board = await made(id)
    const profile = findProfile(id)
    const folder = profile?.bootLoader.where.split(':')[1] ?? ''
    const tree = profile !== undefined && 'deviceTree' in profile.bootFiles ? profile.bootFiles.deviceTree : ''
    for (const [file, sector] of [
      ['idbloader.img', 64],
      ['u-boot.itb', 16_384],
    ] as const) {
      const bytes = await board.inRoot(`${folder}${file}`)
      expect(bytes.length).toBeGreaterThan(50_000)
      expect((await board.bytesAt(sector * 512, bytes.length)).equals(bytes)).toBe(true)
      // A flattened image tree has the same beginning as a device tree.
      if (file === 'u-boot.itb') expect(isTree(bytes)).toBe(true)
    }

    const { kernel, initrd, trees } = board.facts.kernel ?? { kernel: '', initrd: '', trees: '' }
    const text = id === 'rock64' ? '/boot/boot.txt' : '/boot/extlinux/extlinux.conf'
    expect(isKernel(await board.inRoot(kernel))).toBe(true)
    expect(isInitrd(await board.inRoot(initrd))).toBe(true)
    expect(isTree(await board.inRoot(`${trees}/${tree}`))).toBe(true)
    const entry = (await board.inRoot(text)).toString()
    for (const name of [kernel, initrd, `${trees}/${tree}`]) expect(entry).toContain(name)
    const lock: unknown = JSON.parse((await board.inRoot('/usr/share/buzzcrate/packages.json')).toString())
    expect(lock).toMatchObject({ codename: 'bookworm', architecture: 'arm64' })
    await board.end()
  })
})

describe.skipIf(system === undefined).each([
  ['raspberry-pi-3', ['bootcode.bin', 'start.elf', 'fixup.dat', 'bcm2837-rpi-3-b.dtb', 'bcm2837-rpi-3-b-plus.dtb']],
  ['raspberry-pi-4', ['start4.elf', 'fixup4.dat', 'bcm2711-rpi-4-b.dtb']],
] as const)('%s', (id, firmware) => {
  it('has firmware, kernel and trees where the board reads them', async () => {
    const board = await made(id)
    const names = await board.fatNames()
    for (const name of firmware) expect(names).toContain(name)
    expect(isKernel(board.inFat('vmlinuz'))).toBe(true)
    expect(isInitrd(board.inFat('initrd.img'))).toBe(true)
    for (const name of firmware.filter((one) => one.endsWith('.dtb'))) expect(isTree(board.inFat(name))).toBe(true)
    const config = board.inFat('config.txt').toString()
    expect(config).toContain('kernel=vmlinuz\ninitramfs initrd.img followkernel\n')
    expect(board.inFat('cmdline.txt').toString()).toMatch(/^root=PARTUUID=[0-9a-f]{8}-02 .*cgroup_enable=memory\n$/)
    await board.end()
  })
})

describe.skipIf(system === undefined)('efi-arm64', () => {
  it('has a boot loader for arm64 under the name that every firmware looks for', async () => {
    const board = await made('efi-arm64')
    const loader = board.inFat('EFI/BOOT/BOOTAA64.EFI')
    expect(loader.toString('latin1', 0, 2)).toBe('MZ')
    // The machine in the header of a PE file.
    expect(loader.readUInt16LE(loader.readUInt32LE(0x3c) + 4)).toBe(0xaa64)
    expect(isKernel(board.inFat('vmlinuz'))).toBe(true)
    expect(isInitrd(board.inFat('initrd.img'))).toBe(true)
    const entry = board.inFat('loader/entries/buzzcrate.conf').toString()
    expect(entry).toMatch(/^linux \/vmlinuz\ninitrd \/initrd\.img\noptions root=PARTUUID=[0-9a-f-]{36} /m)
    await board.end()
  })
})
