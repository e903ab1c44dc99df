import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BringSource, type CardSource, UploadedSource } from '@/lib/contracts/card-sources'
import type { Actor } from '@/lib/core/actor'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { bus, closeBus } from '@/lib/events/bus'
import { bringCardSource } from '@/lib/features/card-sources/bring-card-source'
import { listCardSources } from '@/lib/features/card-sources/list-card-sources'
import { removeCardSource } from '@/lib/features/card-sources/remove-card-source'
import { uploadCardSource } from '@/lib/features/card-sources/upload-card-source'
import { listBoardProfiles } from '@/lib/features/cards/board-profiles'
import { imageSources, imagesFolder } from '@/lib/features/cards/image-folder'
import { cleanUpRun } from '@/lib/features/runs/clean-up-run'
import { allSteps } from '@/lib/providers/all-steps'
import { closeRunQueue, queueLocation } from '@/lib/queue/run-queue'
import { debianRoot } from '@/lib/testing/imaging/stand-in-root'
import { writeTar } from '@/lib/testing/imaging/write-tar'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { assembleAdapters } from './assemble-ports'
import { runWorker } from './run-worker'

const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-sources-'))
process.env['BUZZCRATE_DATA'] = folder
provideTestDatabase()

const SYSTEM = 'root debian-12-arm64.tar'
const ARCH = 'root ArchLinuxARM-aarch64-latest.tar.gz'
const LOADER = 'boot-loader odroid-c4 u-boot.bin.sd.bin'
const admin: Actor = { userId: 'ada', role: 'admin' }
const member: Actor = { userId: 'bob', role: 'member' }
const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
const upload = (bytes: Uint8Array, query: Record<string, string>, actor = admin) =>
  uploadCardSource(actor, UploadedSource.parse({ name: 'a-file', ...query }), once(bytes))
const bring = (body: Record<string, string>) => bringCardSource(admin, BringSource.parse(body))
const find = async (slot: string, actor = admin): Promise<CardSource | undefined> =>
  (await listCardSources(actor)).sources.find((source) => source.slot === slot)
const bytesThere = () => readdirSync(path.join(imagesFolder(), 'sources', 'files'))
const ended = (slot: string) => expect.poll(async () => (await find(slot))?.run?.state, { timeout: scaledMs(20_000) })
const idIn = (href: string) => href.split('/').at(-1) ?? ''

let stop: () => Promise<void>
beforeAll(async () => {
  for (const { userId, role } of [admin, member]) {
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org`, role } })
  }
  const adapters = assembleAdapters()
  const stopping = new AbortController()
  const runs = runWorker({
    steps: allSteps,
    portsFor: (scope) => adapters.portsFor(scope),
    bus: bus(),
    location: queueLocation(),
    signal: stopping.signal,
    roles: ['images'],
  })
  stop = async () => {
    stopping.abort(new Error('the test ends'))
    await runs
    await adapters.close()
  }
})
afterAll(async () => {
  await stop()
  await closeRunQueue()
  await closeBus()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  await db().run.deleteMany({ where: { subjectType: 'card-source' } })
  for (const { slot } of await imageSources().list()) {
    const known = (await listCardSources(admin)).sources.find((source) => source.slot === slot)
    if (known !== undefined) await removeCardSource(admin, known.slot)
  }
})

describe('a system', () => {
  it('is uploaded, read through and kept, and then cards can be made of it', async () => {
    const bytes = gzipSync(debianRoot())
    const lacking = async () =>
      (await listBoardProfiles()).find(({ id }) => id === 'efi-arm64')?.systems.find(({ id }) => id === 'debian-12')
        ?.missing
    expect(await lacking()).toHaveLength(1)
    await upload(bytes, { slot: SYSTEM, name: 'debian.tar.gz', sha256: sum(bytes).toUpperCase() })
    await ended(SYSTEM).toBeUndefined()
    expect(await find(SYSTEM)).toMatchObject({
      boards: expect.arrayContaining(['Raspberry Pi 4', 'Any EFI machine (arm64)']),
      kept: {
        ...{ fileName: 'debian.tar.gz', bytes: bytes.length, sha256: sum(bytes), verdict: 'sha256' },
        facts: { system: 'A stand-in', firstBoot: 'plain', network: 'systemd-networkd' },
      },
    })
    expect(await lacking()).toEqual([])
    expect((await listCardSources(member)).bytes).toBe(bytes.length)
  })

  it('is fetched from an address, going on where the connection broke, and is what was said', async () => {
    const bytes = gzipSync(debianRoot(), { level: 0 })
    const ranges: (string | undefined)[] = []
    const server = createServer((request, response) => {
      ranges.push(request.headers.range)
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
      response.writeHead(from === 0 ? 200 : 206, { 'content-length': bytes.length - from })
      if (from > 0) response.end(bytes.subarray(from))
      else response.write(bytes.subarray(0, 5_000), () => response.socket?.end())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const at = server.address()
    const port = typeof at === 'object' ? at?.port : 0
    await bring({ slot: SYSTEM, way: 'fetch', address: `http://127.0.0.1:${port}/os/root.tar.gz`, sha256: sum(bytes) })
    await ended(SYSTEM).toBeUndefined()
    server.close()
    // A connection may break before any of it was read.
    expect(ranges.at(-1)).toBe('bytes=5000-')
    expect((await find(SYSTEM))?.kept).toMatchObject({
      ...{ fileName: 'root.tar.gz', verdict: 'sha256', checkedBy: `127.0.0.1:${port}`, sha256: sum(bytes) },
    })
  })

  it('that leads out is refused by its run, and cleaning up leaves nothing', async () => {
    const { href } = await upload(writeTar([{ name: '../evil', content: 'x' }]), { slot: SYSTEM })
    await ended(SYSTEM).toBe('failed')
    expect((await find(SYSTEM))?.kept).toBeUndefined()
    expect(bytesThere()).toHaveLength(1)
    await cleanUpRun(admin, idIn(href))
    await expect.poll(bytesThere, { timeout: scaledMs(20_000) }).toEqual([])
    expect(readdirSync(path.join(imagesFolder(), 'work'))).toEqual([])
  })

  it('takes the place of the one before it, whose bytes go', async () => {
    for (const name of ['first', 'second']) {
      const bytes = gzipSync(Buffer.concat([debianRoot(), Buffer.alloc(name.length * 512)]))
      await upload(bytes, { slot: SYSTEM, name })
      await ended(SYSTEM).toBeUndefined()
      expect((await find(SYSTEM))?.kept).toMatchObject({ fileName: name, verdict: 'none' })
      expect(bytesThere()).toEqual([sum(bytes)])
    }
  })
})

describe('what is not taken', () => {
  const nothing = async (work: Promise<unknown>, failure: object) => {
    await expect(work).rejects.toMatchObject(failure)
    expect(await imageSources().list()).toEqual([])
    expect(bytesThere()).toEqual([])
  }
  const field = (name: string) => ({
    code: 'bad-input',
    details: { fields: [expect.objectContaining({ field: name })] },
  })

  it('a file with another sum', () =>
    nothing(upload(Buffer.from('x'), { slot: SYSTEM, sha256: 'a'.repeat(64) }), { code: 'image-source-refused' }))

  it('Arch Linux ARM without the signature of its makers, or with another', async () => {
    await nothing(upload(Buffer.from('x'), { slot: ARCH }), field('signature'))
    const signature = Buffer.from('no signature').toString('base64url')
    await nothing(upload(Buffer.from('x'), { slot: ARCH, signature }), { code: 'image-source-refused' })
  })

  it('what no board is made from', () =>
    nothing(upload(Buffer.from('x'), { slot: 'root of-nobody' }), { code: 'not-found' }))

  it('a boot loader that is too large, before all of it has come', async () => {
    let sent = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        sent += 1
        yield Buffer.alloc(1024 * 1024)
      }
    }
    const query = UploadedSource.parse({ slot: LOADER, name: 'u-boot' })
    await nothing(uploadCardSource(admin, query, endless()), { code: 'image-source-refused' })
    expect(sent).toBeLessThan(20)
  })

  it('an image over HTTP of which nobody knows the sum', () =>
    nothing(bring({ slot: 'image armbian rock-5b', way: 'fetch', address: 'http://127.0.0.1:1/x' }), field('sha256')))

  it('a fetch from nowhere', () => nothing(bring({ slot: 'image armbian rock-5b', way: 'fetch' }), field('address')))

  it('anything of somebody who is no admin', () =>
    nothing(upload(Buffer.from('x'), { slot: SYSTEM }, member), { code: 'forbidden' }))
})

it('a boot loader is judged by where it goes, and told by its version', async () => {
  const bytes = Buffer.concat([Buffer.alloc(600), Buffer.from('U-Boot 2025.10 (Oct 2025)\0'), Buffer.alloc(2000)])
  await upload(bytes, { slot: LOADER })
  await ended(LOADER).toBeUndefined()
  expect((await find(LOADER))?.kept?.facts).toMatchObject({ system: 'U-Boot 2025.10', firstBoot: null })
  await upload(Buffer.alloc(6 * 1024 * 1024, 1), { slot: LOADER })
  await ended(LOADER).toBe('failed')
  expect((await find(LOADER))?.kept?.sha256).toBe(sum(bytes))
})

it('is not removed while cards are made of it', async () => {
  const bytes = gzipSync(debianRoot())
  await upload(bytes, { slot: SYSTEM })
  await ended(SYSTEM).toBeUndefined()
  const machineId = newId()
  await db().machine.create({
    data: {
      ...{ id: machineId, ownerId: member.userId, name: 'bee-1', loginUser: 'root', profile: 'rock64' },
    },
  })
  const settings = {}
  await db().cardBatch.create({
    data: {
      ...{ id: newId(), ownerId: member.userId, name: 'one', settings },
      images: {
        create: {
          ...{ id: newId(), machineId, profile: 'rock64', os: 'debian-12', hostKey: '', status: 'preparing' },
          ...{ secretIds: {}, expiresAt: new Date(Date.now() + 60_000) },
        },
      },
    },
  })
  expect((await find(SYSTEM, member))?.cards).toBe(1)
  await expect(removeCardSource(admin, SYSTEM)).rejects.toMatchObject({ code: 'subject-busy' })
  await db().boardImage.updateMany({ data: { status: 'ready' } })
  await removeCardSource(admin, SYSTEM)
  expect(bytesThere()).not.toContain(sum(bytes))
})
