import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PackageFormat } from '@/lib/ports/artifacts'
import { buildPackage, packageKey } from './build-package'
import { contentFile } from './content-folder'
import type { Binary } from './package-content'

const VERSION = 'v1.36.1+k3s1'
let folder: string
let binary: Binary

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'package-'))
  const content = '#!/bin/sh\necho not really k3s\n'.repeat(50)
  writeFileSync(path.join(folder, 'k3s'), content)
  const sha256 = createHash('sha256').update(content).digest('hex')
  binary = { path: path.join(folder, 'k3s'), bytes: content.length, sha256 }
})
afterAll(() => rmSync(folder, { recursive: true }))

async function write(format: PackageFormat, version = VERSION): Promise<string> {
  const { name, bytes } = buildPackage(version, 'arm64', format, binary)
  const chunks: Buffer[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  const file = path.join(folder, name)
  writeFileSync(file, Buffer.concat(chunks))
  return file
}

const has = (program: string) => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`])
    return true
  } catch {
    return false
  }
}
const listing = (file: string) => execFileSync('tar', ['-tvf', file], { encoding: 'utf8' })

describe.each(['deb', 'pacman', 'files'] as const)('a package as %s', (format) => {
  it('has the same bytes every time', async () => {
    const [first, second] = [readFileSync(await write(format)), readFileSync(await write(format))]
    expect(first.equals(second)).toBe(true)
  })

  it('has a key of what it is made of', async () => {
    const key = await packageKey(VERSION, 'arm64', format, binary)
    expect(await packageKey(VERSION, 'arm64', format, binary)).toBe(key)
    expect(await packageKey('v1.36.2+k3s1', 'arm64', format, binary)).not.toBe(key)
    expect(await packageKey(VERSION, 'arm64', format, { ...binary, sha256: 'other' })).not.toBe(key)
  })
})

describe('the Debian package', () => {
  it.skipIf(!has('dpkg-deb'))('satisfies dpkg-deb', async () => {
    const file = await write('deb')
    expect(path.basename(file)).toBe('buzzcrate-k3s_1.36.1+k3s1_arm64.deb')
    const info = execFileSync('dpkg-deb', ['--info', file], { encoding: 'utf8' })
    expect(info).toContain('Package: buzzcrate-k3s\n')
    expect(info).toContain('Architecture: arm64\n')
    const contents = execFileSync('dpkg-deb', ['--contents', file], { encoding: 'utf8' })
    for (const line of [
      /^drwxr-xr-x root\/root .* \.\/usr\/$/m,
      /^-rwxr-xr-x root\/root +1500 .* \.\/usr\/bin\/k3s$/m,
      /^-rw-r--r-- root\/root .* \.\/usr\/lib\/systemd\/system\/k3s-agent\.service$/m,
      /^-rwxr-xr-x root\/root .* \.\/usr\/lib\/buzzcrate-k3s\/clean-up$/m,
    ]) {
      expect(contents).toMatch(line)
    }
    const out = path.join(folder, 'unpacked')
    execFileSync('dpkg-deb', ['--raw-extract', file, out])
    expect(readFileSync(path.join(out, 'usr/bin/k3s')).equals(readFileSync(binary.path))).toBe(true)
    execFileSync('md5sum', ['--check', '--quiet', 'DEBIAN/md5sums'], { cwd: out })
    expect(statSync(path.join(out, 'DEBIAN/postrm')).mode & 0o777).toBe(0o755)
    expect(readFileSync(path.join(out, 'usr/lib/systemd/system/k3s.service'), 'utf8')).toContain(
      'ExecStart=/usr/bin/k3s server',
    )
  })

  it.skipIf(!has('dpkg'))('sorts a candidate before its release', async () => {
    const names = [await write('deb', 'v1.37.0-rc1+k3s1'), await write('deb', 'v1.37.0+k3s1')].map(
      (file) => path.basename(file).split('_')[1],
    )
    execFileSync('dpkg', ['--compare-versions', names[0] ?? '', 'lt', names[1] ?? ''])
  })
})

it('describes itself to pacman', async () => {
  const file = await write('pacman')
  expect(path.basename(file)).toBe('buzzcrate-k3s-1.36.1+k3s1-1-aarch64.pkg.tar')
  const read = (name: string) => execFileSync('tar', ['-xOf', file, name])
  expect(read('.PKGINFO').toString()).toContain('pkgver = 1.36.1+k3s1-1\n')
  const tree = execFileSync('gzip', ['-dc'], { input: read('.MTREE'), encoding: 'utf8' })
  expect(tree).toContain(`./usr/bin/k3s time=1767225600.0 mode=755 type=file size=1500 sha256digest=${binary.sha256}`)
  expect(listing(file)).toMatch(/^drwxr-xr-x root\/root .* usr\/lib\/buzzcrate-k3s\/$/m)
})

it('lists its own files in the archive for other systems', async () => {
  const file = await write('files')
  const manifest = execFileSync('tar', ['-xOf', file, 'usr/local/lib/buzzcrate-k3s/manifest'], { encoding: 'utf8' })
  const inside = execFileSync('tar', ['-tf', file], { encoding: 'utf8' })
  expect(inside).toBe(`${manifest}usr/local/lib/buzzcrate-k3s/manifest\n`)
  expect(manifest).toContain('etc/systemd/system/k3s.service\n')
})

it.skipIf(!has('shellcheck'))('has scripts without a fault', () => {
  const content = path.dirname(contentFile('k3s.service'))
  const scripts = readdirSync(content).filter((name) => name.endsWith('.sh'))
  execFileSync('shellcheck', scripts, { cwd: content })
})
