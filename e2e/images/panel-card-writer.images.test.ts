import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packImage } from '@/lib/imaging/pack/pack-image'
import { CARD_POLICY, type DrivePolicy } from '@/lib/imaging/write-card/judge-drive'
import { PanelCardWriter } from '@/lib/imaging/write-card/panel-card-writer'
import type { ImageToWrite, WriteProgress } from '@/lib/ports/card-writer'

// From the packed image of a card to a loop device in the place of a card, by what stands behind the panel's own reader.

const MIB = 1024 * 1024
const IMAGE_BYTES = 24 * MIB
const CARD_BYTES = 32 * MIB
const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-writer-'))
const LOOPS: DrivePolicy = { ...CARD_POLICY, types: ['loop'], buses: ['block'], named: false }
const writer = new PanelCardWriter(folder, LOOPS)
const ID = 'card0123456789'
const fileOf = (name: string) => path.join(folder, 'cards', ID, name)
const options = { signal: new AbortController().signal, onLine: () => undefined }

const run = (program: string, ...args: string[]) => execFileSync(program, args, { encoding: 'utf8' }).trim()

function whyNoLoops(): string | undefined {
  if (process.getuid?.() !== 0) return 'loop devices need root'
  try {
    run('losetup', '--find')
    return undefined
  } catch {
    return 'this machine has no loop devices'
  }
}
const why = whyNoLoops()
if (why !== undefined) console.warn(`SKIPPED: writing a packed card is not tested here: ${why}`)

// The start and the end have something, the middle is free.
const image = Buffer.concat([randomBytes(4 * MIB), Buffer.alloc(12 * MIB), randomBytes(IMAGE_BYTES - 16 * MIB)])
let packed: ImageToWrite

beforeAll(async () => {
  mkdirSync(path.dirname(fileOf('card.img')), { recursive: true })
  writeFileSync(fileOf('card.img'), image)
  const files = { packed: fileOf('card.img.xz'), map: fileOf('card.bmap') }
  const free = [{ start: 4 * MIB, end: 16 * MIB }]
  const { imageBytes, imageSha256 } = await packImage(fileOf('card.img'), 'xz', files, free, options)
  packed = { fileName: 'card.img.xz', bmapFileName: 'card.bmap', imageBytes, imageSha256 }
  rmSync(fileOf('card.img'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('an image that is unpacked for a card', () => {
  it('is what was packed, with holes, and is kept for another try', async () => {
    await writer.unpack(ID, packed, options)
    expect(readFileSync(fileOf('card.img')).equals(image)).toBe(true)
    const stamp = run('stat', '--format=%y', fileOf('card.img'))
    await writer.unpack(ID, packed, options)
    expect(run('stat', '--format=%y', fileOf('card.img'))).toBe(stamp)
    await writer.forget(ID)
    await writer.forget(ID)
    expect(existsSync(fileOf('card.img'))).toBe(false)
  })

  it.each([
    ['another image than was made', { imageSha256: '0'.repeat(64) }],
    ['one that is longer than it says', { imageBytes: 1 * MIB }],
  ])('is refused when it is %s', async (_, changes) => {
    await expect(writer.unpack(ID, { ...packed, ...changes }, options)).rejects.toMatchObject({ code: 'image-broken' })
    expect(existsSync(fileOf('card.img')) || existsSync(fileOf('card.img.part'))).toBe(false)
  })

  it.each(['card9999999999', '../../etc'])('is not found under %s', async (id) => {
    await expect(writer.unpack(id, packed, options)).rejects.toMatchObject({ code: 'image-file-gone' })
  })
})

describe.skipIf(why !== undefined)('a card in the reader', () => {
  it('is on the list, is written, read back, and let go of', async () => {
    const backing = path.join(folder, 'backing')
    writeFileSync(backing, '')
    truncateSync(backing, CARD_BYTES)
    const loop = run('losetup', '--find', '--show', backing)
    try {
      const drive = (await writer.drives(IMAGE_BYTES, options.signal)).find((one) => one.path === loop)
      expect(drive).toEqual({ path: loop, bytes: CARD_BYTES, confirmation: '', reasons: [] })
      const tooSmall = await writer.drives(CARD_BYTES + 1, options.signal)
      expect(tooSmall.find((one) => one.path === loop)?.reasons.join()).toContain('too small')
      await writer.unpack(ID, packed, options)
      const seen: WriteProgress[] = []
      const confirmed = { path: loop, bytes: CARD_BYTES, confirmation: '' }
      await writer.write(ID, packed, confirmed, { ...options, onProgress: (progress) => seen.push(progress) })
      expect(readFileSync(backing).subarray(0, IMAGE_BYTES).equals(image)).toBe(true)
      expect(seen.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['writing', 'verifying']))
      expect(await writer.eject(loop, options.signal)).toContain('may be pulled out')
    } finally {
      run('losetup', '--detach', loop)
    }
  })
})

describe('the drives of this machine', () => {
  it('show the disk that it runs from, refused with the reason, and no loop devices', async () => {
    const source = run('findmnt', '--noheadings', '--output', 'SOURCE', '/').replace(/\[.*/, '')
    const parent = source.startsWith('/dev/')
      ? run('lsblk', '--noheadings', '--inverse', '--output', 'PATH,TYPE', source)
      : ''
    const disk = /(\/dev\/\S+)\s+disk$/m.exec(parent)?.[1]
    const drives = await new PanelCardWriter(folder).drives(IMAGE_BYTES, options.signal)
    expect(drives.filter((drive) => /loop|zram|\/ram/.test(drive.path))).toEqual([])
    if (disk === undefined) return
    expect(drives.find((drive) => drive.path === disk)?.reasons.join(' ')).toContain('runs from it')
  })
})
