import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { releaseFiles } from '@/lib/testing/release-files'
import { assertReleaseHere } from './assert-release-here'
import { changeReleasesUrl } from './change-releases-url'
import { fetchNotes, fetchRelease } from './fetch-release'
import { listReleases } from './list-releases'
import { removeRelease } from './remove-release'
import { uploadReleaseFile } from './upload-release-file'

const VERSION = 'v1.36.1+k3s1'
const admin: Actor = { userId: 'root', role: 'admin' }
const member: Actor = { userId: 'anna', role: 'member' }
const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-releases-'))
const files: Record<string, Buffer> = { ...releaseFiles(VERSION, 'arm64'), ...releaseFiles(VERSION, 'amd64') }
let server: Server
let url = ''

provideTestDatabase()
beforeAll(async () => {
  process.env['BUZZCRATE_DATA'] = folder
  server = createServer((request, response) => {
    const [, version, name = ''] = (request.url ?? '').split('/')
    const file = version === 'v1.36.1%2Bk3s1' ? files[name] : undefined
    if (file === undefined) response.writeHead(404).end()
    else response.end(file)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const release = async () => (await listReleases(member)).releases.find(({ version }) => version === VERSION)

it('fetches from a mirror that an admin chose, once for all who ask', async () => {
  await expect(changeReleasesUrl(member, { releasesUrl: url })).rejects.toMatchObject({ code: 'forbidden' })
  expect((await changeReleasesUrl(admin, { releasesUrl: url })).releasesUrl).toBe(url)
  const wanted = { version: VERSION, architectures: ['arm64' as const] }
  await expect(fetchRelease(member, wanted)).rejects.toMatchObject({ code: 'forbidden' })
  await Promise.all([fetchRelease(admin, wanted), fetchRelease(admin, wanted)])
  expect(await release()).toMatchObject({ complete: ['arm64'], recommended: true })
  await assertReleaseHere(VERSION, ['arm64', 'arm64'])
  await expect(assertReleaseHere(VERSION, ['arm64', 'amd64'])).rejects.toMatchObject({ code: 'artifact-missing' })
})

it('keeps what went wrong with a download until it is tried again', async () => {
  const broken = files['k3s']
  files['k3s'] = Buffer.from('not k3s')
  const wanted = { version: VERSION, architectures: ['amd64' as const] }
  await expect(fetchRelease(admin, wanted)).rejects.toMatchObject({ code: 'artifact-corrupt' })
  expect((await listReleases(member)).fetching).toMatchObject([
    { version: VERSION, problem: expect.stringContaining('checksum') },
  ])
  files['k3s'] = broken ?? Buffer.alloc(0)
  expect((await fetchRelease(admin, wanted)).fetching).toEqual([])
  expect(await release()).toMatchObject({ complete: ['amd64', 'arm64'] })
})

it('says that a download stopped when its process died', async () => {
  const note = { version: VERSION, file: 'k3s', received: 5, total: 10, problem: null }
  const longAgo = Date.now() - 3_600_000
  await fetchNotes().write({ ...note, startedAt: longAgo, updatedAt: longAgo })
  expect((await listReleases(member)).fetching).toMatchObject([
    { problem: expect.stringContaining('stopped half way') },
  ])
  await fetchNotes().remove(VERSION)
})

it('removes a release, and takes it again by upload', async () => {
  await expect(removeRelease(member, { version: VERSION })).rejects.toMatchObject({ code: 'forbidden' })
  await removeRelease(admin, { version: VERSION })
  expect((await release())?.complete ?? []).toEqual([])
  const bytesOf = async function* (content: Buffer) {
    yield content
  }
  for (const [name, content] of Object.entries(releaseFiles(VERSION, 'arm64'))) {
    await uploadReleaseFile(admin, { version: VERSION, name }, bytesOf(content))
  }
  expect(await release()).toMatchObject({ complete: ['arm64'] })
})
