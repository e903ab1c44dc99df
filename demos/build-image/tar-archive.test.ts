import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { tarArchive } from './tar-archive'

const list = (archive: Buffer): string[] =>
  execFileSync('tar', ['--numeric-owner', '-tvf', '-'], { input: archive, env: { ...process.env, TZ: 'UTC' } })
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '))

describe('tarArchive', () => {
  it('writes what tar reads: kinds, names, modes, sizes, the epoch, owner 0:0', () => {
    const archive = tarArchive([
      { kind: 'folder', name: 'bin', mode: 0o1777 },
      { kind: 'file', name: 'bin/program', mode: 0o755, content: Buffer.alloc(1000, 1) },
      { kind: 'file', name: 'empty', mode: 0o600, content: Buffer.alloc(0) },
      { kind: 'link', name: 'bin/sh', target: '/bin/busybox' },
    ])
    expect(list(archive)).toEqual([
      'drwxrwxrwt 0/0 0 1970-01-01 00:00 bin/',
      '-rwxr-xr-x 0/0 1000 1970-01-01 00:00 bin/program',
      '-rw------- 0/0 0 1970-01-01 00:00 empty',
      'lrwxrwxrwx 0/0 0 1970-01-01 00:00 bin/sh -> /bin/busybox',
    ])
  })

  it.each([0, 1, 511, 512, 513])('gives back a file of %i bytes', (bytes) => {
    const content = Buffer.alloc(bytes, 'x')
    const archive = tarArchive([{ kind: 'file', name: 'a', mode: 0o644, content }])
    expect(archive.length % 512).toBe(0)
    expect(execFileSync('tar', ['-xOf', '-', 'a'], { input: archive }).equals(content)).toBe(true)
  })

  it('refuses a name that ustar cannot hold', () => {
    expect(() => tarArchive([{ kind: 'file', name: 'ü'.repeat(51), mode: 0o644, content: Buffer.alloc(0) }])).toThrow(
      /name this long/,
    )
  })
})
