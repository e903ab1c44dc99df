import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { paxEntry, type TarEntry as TestEntry, writeTar } from '@/lib/testing/imaging/write-tar'
import { debianRoot } from './debian-root'
import type { DebianImageSpec } from './image-spec'
import { packLayer } from './pack-layer'
import type { TarEntry } from './tar-archive'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-root-'))
  mkdirSync(path.join(folder, 'demo/app/__pycache__'), { recursive: true })
  writeFileSync(path.join(folder, 'demo/app/start'), 'run', { mode: 0o755 })
  writeFileSync(path.join(folder, 'demo/app/page.html'), 'page', { mode: 0o600 })
  writeFileSync(path.join(folder, 'demo/app/__pycache__/x.pyc'), '')
})
afterEach(() => rmSync(folder, { recursive: true }))

const spec: DebianImageSpec = {
  from: 'debian',
  name: 'docker.io/buzzcrate/x',
  version: '1.0.0',
  port: 80,
  user: '65532:65533',
  userName: 'someone',
  description: 'x',
  packages: ['x'],
  without: [],
  leftOut: ['/usr/share/doc', '/usr/lib/big'],
  files: { app: '/app' },
  folders: ['/var/lib/data'],
  entrypoint: ['/app/start'],
  env: {},
}

/** A package whose data is this tar, not packed. */
function deb(name: string, entries: readonly TestEntry[]): string {
  const data = writeTar([{ name: './', type: '5' }, ...entries])
  const member = (title: string, content: Buffer) => [
    Buffer.from(`${title.padEnd(16)}${''.padEnd(32)}${String(content.length).padEnd(10)}\`\n`),
    content,
  ]
  const file = path.join(folder, `${name}.deb`)
  const version = Buffer.from('2.0\n')
  writeFileSync(
    file,
    Buffer.concat([Buffer.from('!<arch>\n'), ...member('debian-binary', version), ...member('data.tar', data)]),
  )
  return file
}

const rootOf = (...debs: readonly string[]) =>
  debianRoot(spec, path.join(folder, 'demo'), debs, { scratch: folder, signal: new AbortController().signal })

const textOf = (entry: TarEntry | undefined): string => {
  if (entry?.kind !== 'file') throw new Error('no file')
  if (entry.content instanceof Uint8Array) return Buffer.from(entry.content).toString()
  const { file, offset, bytes } = entry.content
  return readFileSync(file).toString('utf8', offset, offset + bytes)
}

describe('debianRoot', () => {
  const long = `usr/share/${'long/'.repeat(30)}name`
  const first = () =>
    deb('first', [
      { name: './bin/', type: '5' },
      { name: './bin/tool', content: 'tool', mode: 0o4755, uid: 0, gid: 42 },
      { name: './bin/same', type: '1', link: './bin/tool' },
      { name: './lib/libx.so', type: '2', link: 'libx.so.1' },
      paxEntry({ path: `./${long}` }),
      { name: 'cut', content: 'long' },
      { name: './usr/share/doc/first/', type: '5' },
      { name: './usr/share/doc/first/copyright', content: 'licence' },
      { name: './usr/share/doc/first/changelog', content: 'changes' },
      { name: './usr/lib/big/file', content: 'big' },
      { name: './usr/lib/bigger', content: 'kept' },
    ])

  it('merges packages, with owners, links and long names, and leaves out what is not wanted', async () => {
    const entries = await rootOf(first(), deb('second', [{ name: './usr/bin/other', content: 'other' }]))
    const found = new Map(entries.map((entry) => [entry.name, entry]))
    expect([...found.keys()]).toEqual([...found.keys()].sort())
    expect(found.get('bin')).toMatchObject({ kind: 'link', target: 'usr/bin' })
    expect(found.get('usr/bin/same')).toMatchObject({ kind: 'file', mode: 0o4755, owner: { uid: 0, gid: 42 } })
    expect(found.get('usr/bin/tool')).toMatchObject({ kind: 'hard-link', target: 'usr/bin/same' })
    expect(found.get('usr/lib/libx.so')).toMatchObject({ kind: 'link', target: 'libx.so.1' })
    expect(textOf(found.get('usr/bin/same'))).toBe('tool')
    expect(textOf(found.get('usr/bin/other'))).toBe('other')
    expect(textOf(found.get(long))).toBe('long')
    expect(textOf(found.get('usr/share/doc/first/copyright'))).toBe('licence')
    expect(found.has('usr/share/doc/first/changelog')).toBe(false)
    expect(found.has('usr/lib/big/file')).toBe(false)
    expect(found.has('usr/lib/bigger')).toBe(true)
  })

  it('adds the account, its folders and the demo itself', async () => {
    const found = new Map((await rootOf(first())).map((entry) => [entry.name, entry]))
    expect(textOf(found.get('etc/passwd'))).toContain('someone:x:65532:65533:')
    expect(found.get('tmp')).toMatchObject({ kind: 'folder', mode: 0o1777 })
    expect(found.get('var/lib/data')).toMatchObject({ mode: 0o700, owner: { uid: 65532, gid: 65533 } })
    expect(found.get('app/start')).toMatchObject({ kind: 'file', mode: 0o755 })
    expect(found.get('app/page.html')).toMatchObject({ kind: 'file', mode: 0o644 })
    expect(found.has('app/__pycache__')).toBe(false)
  })

  it('packs to the same digest from the same packages', async () => {
    const debs = [first()]
    const pack = async (name: string) => {
      const { digest, diffId } = await packLayer(await rootOf(...debs), path.join(folder, name))
      return { digest, diffId }
    }
    expect(await pack('one')).toEqual(await pack('two'))
  })

  it.each([
    ['leads out', [{ name: '../etc/passwd', content: 'x' }], 'debian-package-odd'],
    ['is a device', [{ name: './dev/sda', type: '4' }], 'debian-package-odd'],
    ['is another name for nothing', [{ name: './a', type: '1', link: './b' }], 'debian-package-odd'],
    ['has a wrong sum', [{ name: './a', wrongSum: true }], 'image-source-refused'],
    ['ends too early', [{ name: './a', saidBytes: 100_000 }], 'image-source-refused'],
  ])('refuses what %s', async (_, entries, code) => {
    await expect(rootOf(deb('bad', entries))).rejects.toMatchObject({ code })
  })
})
