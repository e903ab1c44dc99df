import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '@/lib/core/clock'
import { MemoryArtifactIndex } from '@/lib/testing/fakes/memory-artifact-index'
import { releaseFiles } from '@/lib/testing/release-files'
import { ArtifactStore } from './artifact-store'
import { ContentStore } from './content-store'
import { download } from './download'
import { importFolder } from './import-folder'
import { importRelease } from './import-release'
import { PackageNotes } from './package-notes'
import { receiveAppImage, receiveUpload } from './receive-upload'
import { removeRelease } from './remove-release'
import type { Shelf } from './shelf'

const VERSION = 'v1.36.1+k3s1'
const signal = new AbortController().signal
const clock = { ...systemClock, delay: async () => undefined }
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')
const code = (expected: string) => expect.objectContaining({ code: expected })

let folder: string
let shelf: Shelf
let store: ArtifactStore

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'artifacts-'))
  shelf = { content: new ContentStore(folder), index: new MemoryArtifactIndex() }
  store = new ArtifactStore(shelf, folder)
})
afterEach(() => rmSync(folder, { recursive: true }))

function writeRelease(place: string, files = releaseFiles(VERSION, 'amd64')): string {
  mkdirSync(place, { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(place, name), content)
  return place
}

type Answer = (request: IncomingMessage, response: ServerResponse, file: Buffer) => void

/** A mirror; `answer` may misbehave. */
async function mirror(files: Readonly<Record<string, Buffer>>, answer?: Answer) {
  const requests: string[] = []
  const server: Server = createServer((request, response) => {
    const [, version, name] = (request.url ?? '').split('/')
    requests.push(`${name} ${request.headers.range ?? ''}`.trim())
    const file = version === 'v1.36.1%2Bk3s1' ? files[name ?? ''] : undefined
    if (file === undefined) response.writeHead(404).end()
    else if (answer === undefined) serve(request, response, file)
    else answer(request, response, file)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const close = () => {
    server.closeAllConnections()
    return new Promise<unknown>((done) => server.close(done))
  }
  return { url: `http://127.0.0.1:${port}`, requests, close }
}

function serve(request: IncomingMessage, response: ServerResponse, file: Buffer): void {
  const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]
  const body = file.subarray(Number(from ?? 0))
  if (from !== undefined && body.length === 0) {
    response.writeHead(416).end()
    return
  }
  response.writeHead(from === undefined ? 200 : 206, { 'content-length': body.length }).end(body)
}

const fetchRelease = (releasesUrl: string, options: { signal?: AbortSignal } = {}) =>
  importRelease(shelf, { version: VERSION, architectures: ['amd64'], releasesUrl }, { signal, clock, ...options })

describe('a release from a mirror', () => {
  it('is checked, listed, and not fetched twice', async () => {
    const from = await mirror(releaseFiles(VERSION, 'amd64'))
    await fetchRelease(from.url)
    expect(await store.versions('amd64')).toEqual([VERSION])
    expect(await store.versions('arm64')).toEqual([])
    await fetchRelease(from.url)
    expect(from.requests.filter((line) => line === 'k3s')).toHaveLength(1)
    const images = await store.k3sImages(VERSION, 'amd64', signal)
    expect(images.name).toBe('k3s-airgap-images-amd64.tar.zst')
    expect(sha256(readFileSync(images.path))).toBe(images.sha256)
    await from.close()
  })

  it('goes on where the connection broke', async () => {
    let cut: () => void = () => undefined
    const from = await mirror(releaseFiles(VERSION, 'amd64'), (request, response, file) => {
      if (request.headers.range === undefined && file.length > 90_000) {
        response.writeHead(200, { 'content-length': file.length })
        response.write(file.subarray(0, 40_000))
        cut = () => response.destroy()
      } else serve(request, response, file)
    })
    await importRelease(
      shelf,
      { version: VERSION, architectures: ['amd64'], releasesUrl: from.url },
      { signal, clock, onProgress: ({ received }) => received >= 40_000 && cut() },
    )
    expect(await store.versions('amd64')).toEqual([VERSION])
    expect(from.requests).toContain('k3s bytes=40000-')
    await from.close()
  })

  it('stops when asked, and the next import goes on from there', async () => {
    const stopping = new AbortController()
    const from = await mirror(releaseFiles(VERSION, 'amd64'), (request, response, file) => {
      if (file.length > 90_000 && request.headers.range === undefined) {
        response.writeHead(200, { 'content-length': file.length })
        response.write(file.subarray(0, 60_000))
        // The rest never comes.
      } else serve(request, response, file)
    })
    const importing = importRelease(
      shelf,
      { version: VERSION, architectures: ['amd64'], releasesUrl: from.url },
      {
        signal: stopping.signal,
        clock,
        onProgress: ({ received }) => received >= 60_000 && stopping.abort(new Error('stopped')),
      },
    )
    await expect(importing).rejects.toThrow('stopped')
    await fetchRelease(from.url)
    expect(from.requests).toContain('k3s bytes=60000-')
    expect(await store.versions('amd64')).toEqual([VERSION])
    await from.close()
  })

  it('refuses bytes that the checksum file does not name, and keeps nothing of them', async () => {
    const from = await mirror({ ...releaseFiles(VERSION, 'amd64'), k3s: Buffer.from('something else') })
    await expect(fetchRelease(from.url)).rejects.toThrow(code('artifact-corrupt'))
    expect(await store.versions('amd64')).toEqual([])
    expect(readdirSync(path.join(folder, 'incoming'))).toEqual([])
    await from.close()
  })

  it('refuses a binary of another version', async () => {
    const from = await mirror(releaseFiles('v1.35.9+k3s1', 'amd64'))
    await expect(fetchRelease(from.url)).rejects.toThrow(code('artifact-version-wrong'))
    await from.close()
  })

  it('says what is not there, and when nobody answers', async () => {
    const from = await mirror({})
    await expect(fetchRelease(from.url)).rejects.toThrow(code('download-missing'))
    await from.close()
    await expect(fetchRelease(from.url)).rejects.toThrow(
      expect.objectContaining({ code: 'download-failed', retryable: true }),
    )
  })

  it('may be imported by several at once', async () => {
    const from = await mirror(releaseFiles(VERSION, 'amd64'))
    await Promise.all([fetchRelease(from.url), fetchRelease(from.url), fetchRelease(from.url)])
    expect(await store.versions('amd64')).toEqual([VERSION])
    await from.close()
  })
})

it('gives up a server that stops sending', async () => {
  const file = Buffer.from('z'.repeat(1000))
  const from = await mirror({ k3s: file }, (_request, response) => {
    response.writeHead(200, { 'content-length': file.length })
    response.flushHeaders()
  })
  const options = { signal, clock, stallMs: 30, attempts: 1 }
  const url = `${from.url}/v1.36.1%2Bk3s1/k3s`
  await expect(download(shelf.content, url, sha256(file), options)).rejects.toThrow(code('download-failed'))
  await from.close()
})

describe('a folder of release files', () => {
  it('says its version by a version.txt, its name, or its binary, in this order', async () => {
    const unnamed = writeRelease(path.join(folder, 'usb'))
    expect(await importFolder(shelf, unnamed, signal)).toEqual([{ version: VERSION, architectures: ['amd64'] }])
    const parent = path.join(folder, 'all')
    writeRelease(path.join(parent, 'v1.35.2-k3s1'), releaseFiles('v1.35.2+k3s1', 'arm'))
    writeRelease(path.join(parent, 'v1.34.0+k3s1'), releaseFiles('v1.34.0+k3s1', 'arm64'))
    const found = await importFolder(shelf, parent, signal)
    expect(found.map(({ version }) => version).sort()).toEqual(['v1.34.0+k3s1', 'v1.35.2+k3s1'])
    expect(await store.versions('arm')).toEqual(['v1.35.2+k3s1'])

    writeFileSync(path.join(unnamed, 'version.txt'), 'v1.36.2+k3s1\n')
    await expect(importFolder(shelf, unnamed, signal)).rejects.toThrow(code('artifact-version-wrong'))
  })

  it('is taken over once', async () => {
    const from = writeRelease(path.join(folder, 'usb'))
    await importFolder(shelf, from, signal)
    rmSync(path.join(from, 'k3s'))
    writeFileSync(path.join(from, 'k3s'), 'changed, but the checksum file still names what is in the store')
    await importFolder(shelf, from, signal)
    expect(await store.versions('amd64')).toEqual([VERSION])
  })

  it.each([
    ['k3s', 'artifact-corrupt', () => Buffer.from('damaged \0v1.36.1+k3s1\0')],
    ['sha256sum-amd64.txt', 'bad-checksum-file', () => Buffer.from('<html>not found</html>')],
  ])('refuses a bad %s', async (name, expected, content) => {
    const from = writeRelease(path.join(folder, 'usb'), { ...releaseFiles(VERSION, 'amd64'), [name]: content() })
    await expect(importFolder(shelf, from, signal)).rejects.toThrow(code(expected))
  })

  it.each(['k3s', 'k3s-airgap-images-amd64.tar.zst', 'sha256sum-amd64.txt'])('misses %s', async (name) => {
    const from = writeRelease(path.join(folder, 'usb'))
    rmSync(path.join(from, name))
    await expect(importFolder(shelf, from, signal)).rejects.toThrow(code('artifact-missing'))
  })

  it('says when there is no folder, nothing in it, or no version', async () => {
    await expect(importFolder(shelf, path.join(folder, 'none'), signal)).rejects.toThrow(code('folder-missing'))
    await expect(importFolder(shelf, folder, signal)).rejects.toThrow(code('folder-empty'))
    const silent = writeRelease(path.join(folder, 'usb'), {
      ...releaseFiles(VERSION, 'amd64'),
      k3s: Buffer.from('v1.36.1+k3s1 and v1.36.1+k3s2\0'),
    })
    const both = Buffer.from('\0v1.36.1+k3s1\0 \0v1.36.1+k3s2\0')
    writeFileSync(path.join(silent, 'k3s'), both)
    await expect(importFolder(shelf, silent, signal)).rejects.toThrow(code('folder-version-unknown'))
  })
})

describe('an upload', () => {
  async function* stream(content: Buffer) {
    for (let at = 0; at < content.length; at += 10_000) yield content.subarray(at, at + 10_000)
  }
  const upload = (name: string, content: Buffer) =>
    receiveUpload(shelf, { version: VERSION, name, bytes: stream(content) })

  it('is complete when all three files have come', async () => {
    const files = Object.entries(releaseFiles(VERSION, 'amd64'))
    for (const [name, content] of files) {
      expect(await store.versions('amd64')).toEqual([])
      await upload(name, content)
    }
    expect(await store.versions('amd64')).toEqual([VERSION])
  })

  it('wants the checksums first, knows names, and checks the bytes', async () => {
    const { k3s, 'sha256sum-amd64.txt': sums } = releaseFiles(VERSION, 'amd64')
    if (k3s === undefined || sums === undefined) throw new Error('the release lacks a file')
    await expect(upload('k3s', k3s)).rejects.toThrow(code('checksums-first'))
    await expect(upload('k3s.exe', k3s)).rejects.toThrow(code('unknown-release-file'))
    await upload('sha256sum-amd64.txt', sums)
    await expect(upload('k3s', k3s.subarray(1))).rejects.toThrow(code('artifact-corrupt'))
    expect(readdirSync(path.join(folder, 'incoming'))).toEqual([])
  })

  it('takes the image of an app', async () => {
    const image = { app: 'go-echo', version: '1.0.0', architecture: 'arm64', source: 'upload' } as const
    await receiveAppImage(shelf, { ...image, bytes: stream(Buffer.from('oci')) })
    expect((await store.appImage('go-echo', '1.0.0', 'arm64'))?.name).toBe('go-echo-1.0.0-arm64.tar')
    expect(await store.appImage('go-echo', '1.0.0', 'amd64')).toBeUndefined()
  })
})

describe('the port', () => {
  it('builds a package once, however many ask, and again when it is gone', async () => {
    await importFolder(shelf, writeRelease(path.join(folder, 'usb')), signal)
    const ask = () => store.k3sPackage(VERSION, 'amd64', 'deb', signal)
    const [first, second] = await Promise.all([ask(), ask()])
    expect(second).toEqual(first)
    expect(first.name).toBe('buzzcrate-k3s_1.36.1+k3s1_amd64.deb')
    expect(sha256(readFileSync(first.path))).toBe(first.sha256)
    rmSync(first.path)
    expect(await ask()).toEqual(first)
    expect(sha256(readFileSync(first.path))).toBe(first.sha256)
    const others = new ArtifactStore(shelf, folder)
    expect(await others.k3sPackage(VERSION, 'amd64', 'deb', signal)).toEqual(first)
  })

  it('builds packages ahead, and takes them away with their release', async () => {
    const files = () => readdirSync(path.join(folder, 'files'))
    await store.buildAhead(VERSION, ['deb'], signal)
    await importFolder(shelf, writeRelease(path.join(folder, 'usb')), signal)
    const before = files()
    await store.buildAhead(VERSION, ['deb', 'pacman'], signal)
    const ahead = files().filter((name) => !before.includes(name))
    const asked = await Promise.all(
      (['deb', 'pacman'] as const).map((format) => store.k3sPackage(VERSION, 'amd64', format, signal)),
    )
    expect(asked.map(({ sha256 }) => sha256).sort()).toEqual(ahead.sort())
    await removeRelease(shelf, new PackageNotes(folder), VERSION)
    expect(files()).toEqual([])
  })

  it('says exactly what is missing', async () => {
    await expect(store.k3sPackage(VERSION, 'arm', 'deb', signal)).rejects.toThrow(
      expect.objectContaining({
        code: 'artifact-missing',
        userMessage: expect.stringContaining('k3s-armhf, k3s-airgap-images-arm.tar.zst and sha256sum-arm.txt'),
      }),
    )
  })

  it('notices a file that changed on the disk, and is well after a new import', async () => {
    const usb = writeRelease(path.join(folder, 'usb'))
    await importFolder(shelf, usb, signal)
    const images = await store.k3sImages(VERSION, 'amd64', signal)
    const damaged = readFileSync(images.path)
    damaged[100] = 0
    writeFileSync(images.path, damaged)
    utimesSync(images.path, new Date(), new Date(Date.now() + 5000))
    await expect(store.k3sImages(VERSION, 'amd64', signal)).rejects.toThrow(code('artifact-corrupt'))
    await importFolder(shelf, usb, signal)
    await expect(store.k3sImages(VERSION, 'amd64', signal)).resolves.toEqual(images)
  })

  it('reads a file again that a machine complains of, as its times may tell nothing', async () => {
    const usb = writeRelease(path.join(folder, 'usb'))
    await importFolder(shelf, usb, signal)
    const images = await store.k3sImages(VERSION, 'amd64', signal)
    const before = path.join(folder, 'before')
    execFileSync('cp', ['-p', images.path, before])
    const damaged = readFileSync(images.path)
    damaged[100] = 0
    writeFileSync(images.path, damaged)
    execFileSync('touch', ['-r', before, images.path])
    await expect(store.k3sImages(VERSION, 'amd64', signal)).resolves.toEqual(images)
    await store.suspect(images)
    await expect(store.k3sImages(VERSION, 'amd64', signal)).rejects.toThrow(code('artifact-corrupt'))
    await importFolder(shelf, usb, signal)
    await store.suspect(images)
    await expect(store.k3sImages(VERSION, 'amd64', signal)).resolves.toEqual(images)
    await store.suspect({ ...images, sha256: sha256('gone') })
  })
})
