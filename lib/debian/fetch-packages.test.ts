import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findProgram } from '@/lib/imaging/tools/programs'
import { fetchPackages } from './fetch-packages'
import type { DebianPackage } from './package-index'
import { readRelease } from './read-release'

const signal = new AbortController().signal
const content = Buffer.from('a package')
let cache: string
let asked: string[]
let archive: string
let answers: Record<string, string | Buffer>
let stop: () => void

beforeEach(async () => {
  cache = mkdtempSync(path.join(tmpdir(), 'buzzcrate-debian-'))
  asked = []
  answers = { '/debian/pool/a.deb': content }
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const answer = answers[request.url ?? '']
    response.writeHead(answer === undefined ? 404 : 200).end(answer)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  archive = `http://127.0.0.1:${(server.address() as AddressInfo).port}/debian`
  stop = () => server.close()
})
afterEach(() => {
  stop()
  rmSync(cache, { recursive: true })
})

const listed = (more: Partial<DebianPackage> = {}): DebianPackage => ({
  name: 'a',
  version: '1',
  architecture: 'all',
  depends: '',
  file: 'pool/a.deb',
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
  archive,
  ...more,
})

describe('fetchPackages', () => {
  it('fetches each once, and again when it was damaged', async () => {
    const [file = ''] = await fetchPackages([listed()], { cache, signal })
    expect(readFileSync(file).equals(content)).toBe(true)
    await fetchPackages([listed()], { cache, signal })
    expect(asked).toHaveLength(1)
    writeFileSync(file, 'a pancake')
    await fetchPackages([listed()], { cache, signal })
    expect(readFileSync(file).equals(content)).toBe(true)
  })

  it.each([
    ['is of another sum', { sha256: 'b'.repeat(64) }],
    ['is longer than was said', { bytes: 3 }],
    ['is not there', { file: 'pool/b.deb' }],
  ])('refuses what %s', async (_, more) => {
    await expect(fetchPackages([listed(more)], { cache, signal })).rejects.toMatchObject({
      code: 'debian-archive-unreachable',
    })
  })
})

describe.skipIf(findProgram('gpgv') === undefined)('readRelease', () => {
  it('refuses a list that nobody signed', async () => {
    answers['/debian/dists/x/InRelease'] = 'Origin: Debian\nSHA256:\n'
    const keyring = path.join(cache, 'keys.gpg')
    writeFileSync(keyring, '')
    await expect(readRelease({ url: archive, suite: 'x' }, keyring, signal)).rejects.toMatchObject({
      code: 'debian-archive-refused',
    })
  })
})
