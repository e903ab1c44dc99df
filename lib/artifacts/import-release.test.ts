import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '@/lib/core/clock'
import { provideShelf, TEST_RELEASE } from '@/lib/testing/provide-shelf'
import { releaseFiles } from '@/lib/testing/release-files'
import { download } from './download'
import { importRelease } from './import-release'

const provided = provideShelf()
const signal = new AbortController().signal
const clock = { ...systemClock, delay: async () => undefined }
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')
const code = (expected: string) => expect.objectContaining({ code: expected })

type Answer = (request: IncomingMessage, response: ServerResponse, file: Buffer) => void

/** A mirror; `answer` may misbehave. */
async function mirror(files: Readonly<Record<string, Buffer>>, answer?: Answer, folder = 'v1.36.1%2Bk3s1') {
  const requests: string[] = []
  const server: Server = createServer((request, response) => {
    const [, version, name] = (request.url ?? '').split('/')
    requests.push(`${name} ${request.headers.range ?? ''}`.trim())
    const file = version === folder ? files[name ?? ''] : undefined
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

const fetchRelease = (releasesUrl: string) =>
  importRelease(provided().shelf, { version: TEST_RELEASE, architectures: ['amd64'], releasesUrl }, { signal, clock })

describe('a release from a mirror', () => {
  it('is checked, listed, and not fetched twice', async () => {
    const { store } = provided()
    const from = await mirror(releaseFiles(TEST_RELEASE, 'amd64'))
    await fetchRelease(from.url)
    expect(await store.versions('amd64')).toEqual([TEST_RELEASE])
    expect(await store.versions('arm64')).toEqual([])
    await fetchRelease(from.url)
    expect(from.requests.filter((line) => line === 'k3s')).toHaveLength(1)
    const images = await store.k3sImages(TEST_RELEASE, 'amd64', signal)
    expect(images.name).toBe('k3s-airgap-images-amd64.tar.zst')
    expect(sha256(readFileSync(images.path))).toBe(images.sha256)
    await from.close()
  })

  it('is found where the mirror writes + as -', async () => {
    const { store } = provided()
    const from = await mirror(releaseFiles(TEST_RELEASE, 'amd64'), undefined, 'v1.36.1-k3s1')
    await fetchRelease(from.url)
    expect(await store.versions('amd64')).toEqual([TEST_RELEASE])
    expect(from.requests.filter((name) => name === 'sha256sum-amd64.txt')).toHaveLength(2)
    await from.close()
  })

  it('goes on where the connection broke', async () => {
    const { shelf, store } = provided()
    let cut: () => void = () => undefined
    const from = await mirror(releaseFiles(TEST_RELEASE, 'amd64'), (request, response, file) => {
      if (request.headers.range === undefined && file.length > 90_000) {
        response.writeHead(200, { 'content-length': file.length })
        response.write(file.subarray(0, 40_000))
        cut = () => response.destroy()
      } else serve(request, response, file)
    })
    await importRelease(
      shelf,
      { version: TEST_RELEASE, architectures: ['amd64'], releasesUrl: from.url },
      { signal, clock, onProgress: ({ received }) => received >= 40_000 && cut() },
    )
    expect(await store.versions('amd64')).toEqual([TEST_RELEASE])
    expect(from.requests).toContain('k3s bytes=40000-')
    await from.close()
  })

  it('stops when asked, and the next import goes on from there', async () => {
    const { shelf, store } = provided()
    const stopping = new AbortController()
    const from = await mirror(releaseFiles(TEST_RELEASE, 'amd64'), (request, response, file) => {
      if (file.length > 90_000 && request.headers.range === undefined) {
        response.writeHead(200, { 'content-length': file.length })
        response.write(file.subarray(0, 60_000))
        // The rest never comes.
      } else serve(request, response, file)
    })
    const importing = importRelease(
      shelf,
      { version: TEST_RELEASE, architectures: ['amd64'], releasesUrl: from.url },
      {
        signal: stopping.signal,
        clock,
        onProgress: ({ received }) => received >= 60_000 && stopping.abort(new Error('stopped')),
      },
    )
    await expect(importing).rejects.toThrow('stopped')
    await fetchRelease(from.url)
    expect(from.requests).toContain('k3s bytes=60000-')
    expect(await store.versions('amd64')).toEqual([TEST_RELEASE])
    await from.close()
  })

  it('refuses bytes that the checksum file does not name, and keeps nothing of them', async () => {
    const { folder, store } = provided()
    const from = await mirror({ ...releaseFiles(TEST_RELEASE, 'amd64'), k3s: Buffer.from('something else') })
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
    const { store } = provided()
    const from = await mirror(releaseFiles(TEST_RELEASE, 'amd64'))
    await Promise.all([fetchRelease(from.url), fetchRelease(from.url), fetchRelease(from.url)])
    expect(await store.versions('amd64')).toEqual([TEST_RELEASE])
    await from.close()
  })
})

it('gives up a server that stops sending', async () => {
  const { shelf } = provided()
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
