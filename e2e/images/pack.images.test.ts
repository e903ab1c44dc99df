import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ContentStore } from '@/lib/artifacts/content-store'
import { ImageFolder } from '@/lib/imaging/build/image-folder'
import { SourceShelf, type SourceSlot } from '@/lib/imaging/sources/source-shelf'
import type { BaseImage } from '@/lib/ports/image-builder'
import { cardSample } from '@/lib/testing/imaging/card-sample'
import { archRoot, debianRoot } from '@/lib/testing/imaging/stand-in-root'
import { writeTar } from '@/lib/testing/imaging/write-tar'

const quiet = { signal: new AbortController().signal, onLine: () => undefined }
const debian: SourceSlot = { kind: 'root', file: 'debian-12-arm64.tar' }
const sum = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
let home = ''
let shelf: SourceShelf
let images: ImageFolder
let base: BaseImage

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'buzzcrate-pack-'))
  shelf = new SourceShelf(new ContentStore(path.join(home, 'content')), home)
  images = new ImageFolder(home, shelf)
  await shelf.put(debian, 'root.tar', once(debianRoot()), { checkedBy: 'made here' })
  base = await images.base('efi-arm64', 'debian-12', quiet)
})
afterAll(() => rm(home, { recursive: true, force: true }))

describe.each(['xz', 'gz'] as const)('a packed image (%s)', (format) => {
  it('unpacks to the image, has the sums that it says, and a map by which bmaptool copies all that matters', async () => {
    const imageId = `packed00${format}`
    await images.patch(base, imageId, cardSample(), quiet)
    const packed = await images.pack(imageId, format, true, quiet)
    const [image, file, map] = await Promise.all(
      ['card.img', packed.fileName, packed.bmapFileName].map((name) => images.fileOf(imageId, name)),
    )
    const bytes = readFileSync(image ?? '')
    expect(packed).toMatchObject({ imageBytes: bytes.length, imageSha256: sum(bytes) })
    const compressed = readFileSync(file ?? '')
    expect(packed).toMatchObject({ bytes: compressed.length, sha256: sum(compressed) })
    const unpacked = execFileSync(format === 'xz' ? 'xz' : 'gzip', ['-dc', file ?? ''], { maxBuffer: 2 ** 31 - 1 })
    expect(unpacked.equals(bytes)).toBe(true)

    // A used card: what the map leaves out keeps what was there.
    const used = path.join(home, `used-${format}`)
    await writeFile(used, Buffer.alloc(bytes.length, 0xee))
    execFileSync('bmaptool', ['-q', 'copy', '--bmap', map ?? '', image ?? '', used])
    execFileSync('e2fsck', ['-fn', `${used}?offset=${1_050_624 * 512}`], { stdio: 'pipe' })
    await rm(used)

    // A worker that died after it asks again.
    expect(await images.pack(imageId, format, false, quiet)).toEqual(packed)
    await images.remove(imageId)
    await expect(images.fileOf(imageId, packed.fileName)).rejects.toMatchObject({ code: 'image-file-gone' })
  })
})

describe('what is not made', () => {
  const nothingLeft = async () => {
    expect(await readdir(path.join(home, 'work'))).toEqual([])
    expect(readdirSync(path.join(home, 'bases')).filter((name) => name.endsWith('.img'))).toHaveLength(1)
  }

  it.each([
    ['a system that nobody has brought', 'odroid-c4', 'arch-linux-arm', 'image-source-missing'],
    ['a board that nobody knows', 'constructor', 'debian-12', 'image-profile-unknown'],
    ['a system that the board does not have', 'efi-arm64', 'armbian', 'image-profile-unknown'],
  ])('%s', async (_, profileId, osId, code) => {
    expect((await images.obstacles(profileId, osId, quiet.signal)).map((one) => one.code)).toContain(code)
    await expect(images.base(profileId, osId, quiet)).rejects.toMatchObject({ code })
    await nothingLeft()
  })

  const slot: SourceSlot = { kind: 'root', file: 'ArchLinuxARM-rpi-aarch64-latest.tar.gz' }
  it.each([
    ['a gzip that ends in the middle', gzipSync(archRoot()).subarray(0, 600), 'image-source-refused'],
    ['a tar that leads out', gzipSync(writeTar([{ name: '../evil', content: 'x' }])), 'image-source-refused'],
    ['text', Buffer.from('404 not found'), 'image-source-refused'],
  ])('an image from %s', async (_, bytes, code) => {
    await shelf.put(slot, 'root', once(bytes), { checkedBy: 'nobody' })
    await expect(images.base('raspberry-pi-4', 'arch-linux-arm', quiet)).rejects.toMatchObject({ code })
    await nothingLeft()
  })

  it.each([
    ['no partition table', Buffer.alloc(4 * 1024 * 1024, 1)],
    ['an empty file', Buffer.alloc(0)],
  ])('a base from an image with %s', async (_, bytes) => {
    await shelf.put({ kind: 'image', osId: 'raspberry-pi-os', boards: 'raspberry-pi' }, 'image', once(bytes), {
      checkedBy: 'nobody',
    })
    await expect(images.base('raspberry-pi-4', 'raspberry-pi-os', quiet)).rejects.toMatchObject({
      code: 'image-source-refused',
    })
    await nothingLeft()
  })

  it('a file with another sum than its makers name', async () => {
    const put = shelf.put(slot, 'root', once(Buffer.from('x')), {
      checkedBy: 'its sum',
      expectedSha256: 'a'.repeat(64),
    })
    await expect(put).rejects.toMatchObject({ code: 'image-source-refused' })
  })

  it('a card with a wrong name, and a card of another board', async () => {
    await expect(images.patch(base, 'card0009', cardSample({ hostname: '../x' }), quiet)).rejects.toMatchObject({
      code: 'card-request-wrong',
    })
    await expect(images.patch(base, 'card0009', cardSample({ profileId: 'efi-amd64' }), quiet)).rejects.toMatchObject({
      code: 'card-request-wrong',
    })
    await nothingLeft()
  })

  it('anything under a name that is a path', async () => {
    await expect(images.fileOf('../../etc', 'passwd')).rejects.toMatchObject({ code: 'image-file-gone' })
    await expect(images.fileOf('card0001', '../base')).rejects.toMatchObject({ code: 'image-file-gone' })
  })

  it('anything once it was stopped', async () => {
    const stop = AbortSignal.abort(new Error('stopped'))
    await expect(images.patch(base, 'card0009', cardSample(), { ...quiet, signal: stop })).rejects.toThrow('stopped')
    await nothingLeft()
  })
})

describe('a finished image of a maker', () => {
  it('is taken as it is, with its first boot and its network seen in it', async () => {
    // Our own image is as good as anybody's.
    await images.patch(base, 'maker001', cardSample(), quiet)
    const image = readFileSync(await images.fileOf('maker001', 'card.img'))
    await shelf.put(
      { kind: 'image', osId: 'raspberry-pi-os', boards: 'raspberry-pi' },
      'image.img.gz',
      once(gzipSync(image, { level: 1 })),
      { checkedBy: 'made here' },
    )
    const taken = await images.base('raspberry-pi-4', 'raspberry-pi-os', quiet)
    const request = cardSample({ profileId: 'raspberry-pi-4', osId: 'raspberry-pi-os', hostname: 'pi-1' })
    await images.patch(taken, 'card0007', request, quiet)
    expect((await images.check('card0007', request, quiet)).filter(({ wrong }) => wrong !== '')).toEqual([])
  })
})
