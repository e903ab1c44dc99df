import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findDrive } from '@/lib/imaging/write-card/find-drive'
import { CARD_POLICY, type DrivePolicy } from '@/lib/imaging/write-card/judge-drive'
import { writeCard } from '@/lib/imaging/write-card/write-card'
import type { WriteProgress } from '@/lib/ports/card-writer'

// A loop device as the card: everything but the drive itself is what a person would use.

const MIB = 1024 * 1024
const IMAGE_BYTES = 96 * MIB
const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-card-'))
const imageFile = path.join(folder, 'card.img')
const backing = path.join(folder, 'backing')
const LOOPS: DrivePolicy = { ...CARD_POLICY, types: ['loop'], buses: ['block'], named: false }

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
if (why !== undefined) console.warn(`SKIPPED: writing to a card is not tested here: ${why}`)

afterAll(() => rmSync(folder, { recursive: true }))

describe.skipIf(why !== undefined)('a card', () => {
  const image = Buffer.concat([randomBytes(10 * MIB), Buffer.alloc(60 * MIB), randomBytes(IMAGE_BYTES - 70 * MIB)])
  let loop = ''

  const attach = (file: string) => {
    loop = run('losetup', '--find', '--show', file)
  }
  beforeEach(() => {
    writeFileSync(imageFile, image)
    writeFileSync(backing, Buffer.alloc(128 * MIB, 0xee))
  })
  afterEach(() => run('losetup', '--detach', loop))

  const write = (
    changes: { onProgress?: (progress: WriteProgress) => void; confirmation?: string; policy?: DrivePolicy } = {},
  ) =>
    writeCard(
      imageFile,
      { path: loop, bytes: 128 * MIB, confirmation: changes.confirmation ?? '' },
      {
        signal: new AbortController().signal,
        onProgress: changes.onProgress ?? (() => undefined),
        free: [{ start: 12 * MIB, end: 68 * MIB }],
        policy: changes.policy ?? LOOPS,
      },
    )

  it('gets the image, all but what its file systems have free, and loses old tables at its end', async () => {
    attach(backing)
    const seen: WriteProgress[] = []
    await write({ onProgress: (progress) => seen.push(progress) })
    const written = readFileSync(backing)
    expect(written.subarray(0, 12 * MIB).equals(image.subarray(0, 12 * MIB))).toBe(true)
    expect(written.subarray(20 * MIB, 60 * MIB).every((byte) => byte === 0xee)).toBe(true)
    expect(written.subarray(68 * MIB, IMAGE_BYTES).equals(image.subarray(68 * MIB))).toBe(true)
    expect(written.subarray(127 * MIB).equals(Buffer.alloc(MIB))).toBe(true)
    expect(seen.at(-1)).toEqual({ phase: 'verifying', doneBytes: IMAGE_BYTES, ofBytes: IMAGE_BYTES })
  })

  it('that gives other bytes back is named with the place, and does not start', async () => {
    attach(backing)
    const spoil = ({ phase, doneBytes }: WriteProgress) => {
      if (phase !== 'writing' || doneBytes < IMAGE_BYTES) return
      const file = openSync(backing, 'r+')
      writeSync(file, Buffer.from([(image[80 * MIB + 5] ?? 0) ^ 0xff]), 0, 1, 80 * MIB + 5)
      closeSync(file)
    }
    await expect(write({ onProgress: spoil })).rejects.toMatchObject({
      code: 'card-verify-failed',
      details: { path: loop, offset: 80 * MIB + 5 },
    })
    expect(readFileSync(backing).subarray(0, MIB).equals(Buffer.alloc(MIB))).toBe(true)
  })

  it('that ends in the middle is reported with the place', async () => {
    const small = path.join(folder, 'small')
    rmSync(small, { recursive: true, force: true })
    run('mkdir', small)
    run('mount', '-t', 'tmpfs', '-o', 'size=16m', 'buzzcrate-card', small)
    try {
      writeFileSync(path.join(small, 'backing'), '')
      truncateSync(path.join(small, 'backing'), 128 * MIB)
      attach(path.join(small, 'backing'))
      await expect(write()).rejects.toMatchObject({ code: 'card-write-failed', details: { path: loop } })
    } finally {
      run('umount', '--lazy', small)
    }
  })

  it('stops when it is told to, and does not start', async () => {
    attach(backing)
    const stop = new AbortController()
    const options = { signal: stop.signal, free: [], policy: LOOPS, onProgress: () => stop.abort(new Error('enough')) }
    await expect(writeCard(imageFile, { path: loop, bytes: 128 * MIB, confirmation: '' }, options)).rejects.toThrow(
      'enough',
    )
    expect(readFileSync(backing).subarray(0, MIB).equals(Buffer.alloc(MIB))).toBe(true)
  })

  it('that is mounted is refused by the kernel itself', async () => {
    run('mke2fs', '-q', '-F', backing)
    attach(backing)
    const point = path.join(folder, 'point')
    run('mkdir', '-p', point)
    run('mount', loop, point)
    try {
      await expect(write()).rejects.toMatchObject({ code: 'card-drive-refused' })
      await expect(open(loop, constants.O_RDWR | constants.O_EXCL)).rejects.toMatchObject({ code: 'EBUSY' })
    } finally {
      run('umount', point)
    }
  })

  it('is refused when it is not the confirmed one, or a loop device that nobody allowed', async () => {
    attach(backing)
    await expect(write({ confirmation: 'another drive' })).rejects.toMatchObject({ code: 'card-drive-refused' })
    await expect(write({ policy: CARD_POLICY })).rejects.toMatchObject({ code: 'card-drive-refused' })
    expect(readFileSync(backing).every((byte) => byte === 0xee)).toBe(true)
  })
})

it('is never the disk that this machine runs from, whatever the policy', async () => {
  const disk = run('findmnt', '--noheadings', '--output', 'SOURCE', '/').replace(/\[.*/, '')
  if (!disk.startsWith('/dev/')) return
  const bytes = Number(run('lsblk', '--bytes', '--nodeps', '--noheadings', '--output', 'SIZE', disk))
  const everything = {
    types: ['disk', 'part', 'lvm', 'crypt'],
    buses: ['block'],
    mostBytes: Number.MAX_SAFE_INTEGER,
    named: false,
  }
  // Only the look, never the writing.
  const look = findDrive({ path: disk, bytes, confirmation: '' }, MIB, everything, new AbortController().signal)
  await expect(look).rejects.toMatchObject({
    code: 'card-drive-refused',
    userMessage: expect.stringContaining('runs from it'),
  })
  if (process.getuid?.() === 0)
    await expect(open(disk, constants.O_RDONLY | constants.O_EXCL)).rejects.toMatchObject({
      code: expect.stringMatching(/^(EBUSY|EPERM)$/),
    })
})
