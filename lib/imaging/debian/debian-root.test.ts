import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DebianRelease } from '@/lib/debian/debian-release'
import { hasArchiveTools, SampleArchive, type SamplePackage } from '@/lib/testing/imaging/debian-archive'
import { kernelModuleSample } from '@/lib/testing/imaging/kernel-module-sample'
import { chooseSystem } from './choose-system'
import { makeDebianRoot } from './make-debian-root'
import type { PackageSet } from './package-sets'

if (!hasArchiveTools())
  console.warn("SKIPPED: systems of Debian's packages are not tested here: dpkg-deb, gpg or xz is missing")

const SET = {
  installed: ['tool', 'kernel'],
  boot: [
    { name: 'busybox-static', files: /^bin\/busybox$/ },
    { name: 'pi-firmware', files: /^usr\/lib\/pi\/[\w.]+$/ },
  ],
} as const satisfies PackageSet

const LIBRARIES = 'usr/lib/aarch64-linux-gnu'
const PACKAGES: readonly SamplePackage[] = [
  { name: 'base-files', fields: ['Essential: yes'], files: { 'etc/debian_version': '12\n', 'tmp/.keep': '' } },
  {
    name: 'libc6',
    fields: ['Multi-Arch: same'],
    files: { [`${LIBRARIES}/libc.so.6`]: 'c', [`${LIBRARIES}/ld-linux-aarch64.so.1`]: 'loader' },
    parts: { triggers: 'interest-noawait ldconfig\n' },
  },
  { name: 'libblkid1', packing: 'none', files: { [`lib/aarch64-linux-gnu/libblkid.so.1.1.0`]: 'blkid' } },
  {
    name: 'util-linux',
    packing: 'gzip',
    fields: ['Essential: yes', 'Pre-Depends: libblkid1 (>= 1.0), libc6'],
    files: {
      'sbin/blkid': 'program',
      'usr/share/man/man8/blkid.8': 'left out',
      'usr/share/doc/util-linux/copyright': 'stays',
    },
  },
  { name: 'tool', version: '1.0-1', fields: ['Depends: absent | awk'] },
  { name: 'mawk', fields: ['Provides: awk'], files: { 'usr/bin/mawk': 'awk' } },
  { name: 'kernel', fields: ['Depends: linux-image-6.1-arm64 (= 1.0-1)'] },
  {
    name: 'linux-image-6.1-arm64',
    files: {
      'boot/vmlinuz-6.1-arm64': 'kernel',
      'lib/modules/6.1-arm64/kernel/fs/ext4/ext4.ko': kernelModuleSample(['name=ext4', 'depends=jbd2']),
      'lib/modules/6.1-arm64/kernel/fs/jbd2/jbd2.ko': kernelModuleSample(['name=jbd2']),
      'lib/modules/6.1-arm64/kernel/sound/snd.ko': kernelModuleSample(['name=snd']),
    },
  },
  { name: 'busybox-static', files: { 'bin/busybox': 'busybox' } },
  {
    name: 'pi-firmware',
    files: { 'usr/lib/pi/start4.elf': 'firmware', 'etc/kernel/postinst.d/pi': '#!/bin/sh\nexit 1\n' },
  },
]
/** Newer than in the archive, with settings and a program that runs when it is configured. */
const NEWER: SamplePackage = {
  name: 'tool',
  version: '1.0-1+deb12u1',
  fields: ['Depends: awk', 'Recommends: absent'],
  files: { 'etc/tool.conf': 'a = 1\n', 'usr/bin/tool': '#!/bin/sh\n' },
  parts: { conffiles: '/etc/tool.conf\n', postinst: '#!/bin/sh\nexit 0\n', triggers: 'interest /usr/share/tool\n' },
}

describe.skipIf(!hasArchiveTools())('a system out of packages', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-debian-'))
  const { signal } = new AbortController()
  let archive: SampleArchive
  let server: Server
  let mirror = ''
  let asked: string[] = []

  beforeAll(async () => {
    archive = new SampleArchive(folder)
    server = createServer((request, response) => {
      asked.push(request.url ?? '')
      try {
        response.end(
          readFileSync(path.join(archive.folder, (request.url ?? '').replace(/by-hash\/.*$/, 'Packages.xz'))),
        )
      } catch {
        // No such file: as a mirror says it.
        response.writeHead(404).end()
      }
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    mirror = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}/debian` : ''
    whole()
  })
  afterAll(() => {
    server.close()
    archive.end()
    rmSync(folder, { recursive: true })
  })

  function whole(): void {
    archive.addSuite('debian', 'stable', PACKAGES)
    archive.addSuite('debian-security', 'stable-security', [NEWER])
  }
  function prepared(name: string, changes: Partial<DebianRelease> = {}) {
    const scratch = path.join(folder, name)
    mkdirSync(scratch)
    const release: DebianRelease = {
      codename: 'stable',
      archives: [
        { url: mirror, suite: 'stable' },
        { url: `${mirror}-security`, suite: 'stable-security' },
      ],
      components: ['main', 'non-free-firmware'],
      keyring: archive.keyring,
      ...changes,
    }
    const work = { signal, scratch, cache: path.join(scratch, 'cache'), onLine: () => undefined }
    return { release, work, file: path.join(scratch, 'root.tar') }
  }
  async function made(name: string, set: PackageSet = SET): Promise<string> {
    const { release, work, file } = prepared(name)
    await makeDebianRoot(await chooseSystem(release, 'arm64', set, work), set, file, work)
    return file
  }
  const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

  it('takes what is wanted and essential with all that it needs, the newest of each, and nothing recommended', async () => {
    const { release, work } = prepared('lock')
    const { packages, lists } = (await chooseSystem(release, 'arm64', SET, work)).lock
    expect(packages.map(({ name, version, use }) => `${name} ${version} ${use}`)).toEqual([
      'base-files 1.0-1 installed',
      'kernel 1.0-1 installed',
      'libblkid1 1.0-1 installed',
      'libc6 1.0-1 installed',
      'linux-image-6.1-arm64 1.0-1 installed',
      'mawk 1.0-1 installed',
      'tool 1.0-1+deb12u1 installed',
      'util-linux 1.0-1 installed',
      'busybox-static 1.0-1 boot',
      'pi-firmware 1.0-1 boot',
    ])
    expect(lists.map(({ suite, date }) => `${suite} ${date}`)).toEqual([
      'stable 2026-07-11T10:16:37.000Z',
      'stable-security 2026-07-11T10:16:37.000Z',
    ])
  })

  it('is the same twice, and downloads nothing that is there', async () => {
    const first = await made('first')
    const { release, work, file } = prepared('second')
    const debs = () => asked.filter((url) => url.endsWith('.deb')).length
    asked = []
    const { lock } = await chooseSystem(release, 'arm64', SET, work)
    expect(debs()).toBe(lock.packages.length)
    const system = await chooseSystem(release, 'arm64', SET, work)
    expect(debs()).toBe(lock.packages.length)
    await makeDebianRoot(system, SET, file, work)
    expect(sha256(file)).toBe(sha256(first))
  })

  it('is unpacked as dpkg would, which can go on from there', async () => {
    const tree = path.join(folder, 'tree-of-root')
    mkdirSync(tree)
    execFileSync('tar', ['-xf', await made('unpacked'), '-C', tree, '--no-same-owner'])
    const at = (name: string) => path.join(tree, name)
    expect(readFileSync(at('sbin/blkid'), 'utf8')).toBe('program')
    expect(readFileSync(at('usr/lib/aarch64-linux-gnu/libblkid.so.1.1.0'), 'utf8')).toBe('blkid')
    expect(() => statSync(at('usr/share/man/man8/blkid.8'))).toThrow('ENOENT')
    expect(readFileSync(at('usr/share/doc/util-linux/copyright'), 'utf8')).toBe('stays')
    expect(readFileSync(at('boot/vmlinuz'), 'utf8')).toBe('kernel')
    // Of what boards start with, only the files: its hooks would fail on other boards.
    expect(readFileSync(at('usr/lib/pi/start4.elf'), 'utf8')).toBe('firmware')
    expect(() => statSync(at('etc/kernel/postinst.d/pi'))).toThrow('ENOENT')

    const dpkg = (program: string, ...args: string[]) =>
      execFileSync(program, [`--root=${tree}`, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    const field = (name: string) => `$\{${name}}`
    const states = () => dpkg('dpkg-query', '-W', `-f=${field('Package')} ${field('db:Status-Abbrev')}\\n`)
    expect(states()).toContain('tool iU')
    expect(states()).not.toContain('pi-firmware')
    expect(dpkg('dpkg-query', '-L', 'libc6')).toContain('/usr/lib/aarch64-linux-gnu/libc.so.6')
    dpkg('dpkg', '--force-not-root', '--force-script-chrootless', '--configure', '-a')
    expect(
      states()
        .split('\n')
        .filter((line) => line !== '' && !line.includes(' ii')),
    ).toEqual([])
    expect(dpkg('dpkg', '--verify', 'tool', 'libblkid1')).toBe('')
  })

  it('has a first file system with the drivers for a root, and none of others', async () => {
    const file = await made('started')
    const initrd = execFileSync('tar', ['-xOf', file, 'boot/initrd.img-6.1-arm64'])
    const text = execFileSync('zstd', ['-dc'], { input: initrd }).toString('latin1')
    expect(text).toContain('lib/modules/6.1-arm64/kernel/fs/jbd2/jbd2.ko')
    expect(text).toContain('kernel/fs/ext4/ext4.ko: kernel/fs/jbd2/jbd2.ko\n')
    expect(text).not.toContain('snd.ko')
    for (const name of ['init', 'bin/busybox', 'sbin/blkid', 'lib/ld-linux-aarch64.so.1', 'TRAILER!!!'])
      expect(text).toContain(`${name}\0`)
  })

  describe('of a mirror that lies', () => {
    const nothing = (): void => undefined
    const security = (name: string) => path.join(archive.folder, 'debian-security', name)
    const LIST = 'dists/stable-security/main/binary-arm64/Packages.xz'

    it.each([
      [
        'its list is of a stranger',
        nothing,
        { keyring: path.resolve('lib/imaging/sources/keys/debian-archive.gpg') },
        'not signed',
      ],
      [
        'its list was changed',
        () => {
          const file = security('dists/stable-security/InRelease')
          writeFileSync(file, readFileSync(file, 'utf8').replace('2026', '2027'))
        },
        {},
        'not signed',
      ],
      [
        'its list has run out',
        () => archive.sign('debian-security', 'stable-security', { validUntil: 'Sun, 01 Nov 2020 00:00:00 UTC' }),
        {},
        'was good until',
      ],
      [
        'its list is of another suite',
        () => archive.sign('debian-security', 'stable-security', { codename: 'older' }),
        {},
        'is the one of “older”',
      ],
      [
        'its packages are others than it has signed',
        () => writeFileSync(security(LIST), Buffer.alloc(statSync(security(LIST)).size)),
        {},
        'is not what the archive’s list says',
      ],
      [
        'it sends more than it has signed',
        () => writeFileSync(security(LIST), Buffer.alloc(100_000)),
        {},
        'is longer than',
      ],
    ] as const)('is refused: %s', async (label, change, changes, words) => {
      change()
      const { release, work } = prepared(label.replaceAll(' ', '-'), changes)
      await expect(chooseSystem(release, 'arm64', SET, work)).rejects.toThrow(words)
      whole()
    })

    it('is refused: a package is another than the one that is listed', async () => {
      const deb = security('pool/tool_1.0-1+deb12u1.deb')
      writeFileSync(deb, readFileSync(deb).fill(0, 100, 120))
      await expect(made('other-package')).rejects.toThrow('is not what the archive’s list says')
      whole()
    })
  })

  it('is not made of two that have one file', async () => {
    archive.addSuite('debian-security', 'stable-security', [
      NEWER,
      { name: 'thief', files: { 'usr/bin/mawk': 'mine' } },
    ])
    const set = { ...SET, installed: [...SET.installed, 'thief'] }
    await expect(made('thief', set)).rejects.toThrow('which mawk has, too')
    whole()
  })
})
