import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type TarEntry, tarArchive } from './tar-archive'

async function write(entries: readonly TarEntry[]): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of tarArchive(entries)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const list = (archive: Buffer): string[] =>
  execFileSync('tar', ['--numeric-owner', '-tvf', '-'], { input: archive, env: { ...process.env, TZ: 'UTC' } })
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '))

describe('tarArchive', () => {
  it('writes what tar reads: kinds, names, modes, sizes, owners, the epoch', async () => {
    const archive = await write([
      { kind: 'folder', name: 'bin', mode: 0o1777 },
      { kind: 'file', name: 'bin/program', mode: 0o755, content: Buffer.alloc(1000, 1) },
      { kind: 'file', name: 'empty', mode: 0o600, content: Buffer.alloc(0) },
      { kind: 'link', name: 'bin/sh', target: '/bin/busybox' },
      { kind: 'hard-link', name: 'bin/same', target: 'bin/program' },
      { kind: 'folder', name: 'data', mode: 0o700, owner: { uid: 65_532, gid: 100 } },
    ])
    expect(list(archive)).toEqual([
      'drwxrwxrwt 0/0 0 1970-01-01 00:00 bin/',
      '-rwxr-xr-x 0/0 1000 1970-01-01 00:00 bin/program',
      '-rw------- 0/0 0 1970-01-01 00:00 empty',
      'lrwxrwxrwx 0/0 0 1970-01-01 00:00 bin/sh -> /bin/busybox',
      'hrwxrwxrwx 0/0 0 1970-01-01 00:00 bin/same link to bin/program',
      'drwx------ 65532/100 0 1970-01-01 00:00 data/',
    ])
  })

  it.each([0, 1, 511, 512, 513])('gives back a file of %i bytes', async (bytes) => {
    const content = Buffer.alloc(bytes, 'x')
    const archive = await write([{ kind: 'file', name: 'a', mode: 0o644, content }])
    expect(archive.length % 512).toBe(0)
    expect(execFileSync('tar', ['-xOf', '-', 'a'], { input: archive }).equals(content)).toBe(true)
  })

  it.each([99, 100, 101, 255, 4000])('gives back names and targets of %i bytes', async (bytes) => {
    const long = `${'ü/'.repeat(bytes)}${'x'.repeat(bytes)}`.slice(-bytes).replace(/^\//, 'y')
    const archive = await write([
      { kind: 'folder', name: long, mode: 0o755 },
      { kind: 'link', name: 'short', target: long },
    ])
    const names = execFileSync('tar', ['--quoting-style=literal', '-tvf', '-'], { input: archive }).toString()
    expect(names).toContain(` ${long}/\n`)
    expect(names).toContain(` short -> ${long}\n`)
  })

  it('reads a part of a file while it is written, and says when that became shorter', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-tar-'))
    try {
      const file = path.join(folder, 'contents')
      writeFileSync(file, `before${'middle'.repeat(100_000)}after`)
      const content = { file, offset: 6, bytes: 600_000 }
      const archive = await write([{ kind: 'file', name: 'a', mode: 0o644, content }])
      expect(execFileSync('tar', ['-xOf', '-', 'a'], { input: archive, maxBuffer: 2 ** 20 }).toString()).toBe(
        'middle'.repeat(100_000),
      )
      writeFileSync(file, 'before')
      await expect(write([{ kind: 'file', name: 'a', mode: 0o644, content }])).rejects.toMatchObject({
        code: 'archive-file-changed',
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
