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
  it('writes what tar reads: names, modes, sizes, the epoch, owner 0:0', () => {
    const archive = tarArchive([
      { name: 'bin/program', mode: 0o755, content: Buffer.alloc(1000, 1) },
      { name: 'empty', mode: 0o600, content: Buffer.alloc(0) },
    ])
    expect(list(archive)).toEqual([
      '-rwxr-xr-x 0/0 1000 1970-01-01 00:00 bin/program',
      '-rw------- 0/0 0 1970-01-01 00:00 empty',
    ])
  })

  it.each([0, 1, 511, 512, 513])('gives back a file of %i bytes', (bytes) => {
    const content = Buffer.alloc(bytes, 'x')
    const archive = tarArchive([{ name: 'a', mode: 0o644, content }])
    expect(archive.length % 512).toBe(0)
    expect(execFileSync('tar', ['-xOf', '-', 'a'], { input: archive }).equals(content)).toBe(true)
  })

  it('refuses a name that ustar cannot hold', () => {
    expect(() => tarArchive([{ name: 'ü'.repeat(51), mode: 0o644, content: Buffer.alloc(0) }])).toThrow(
      /name this long/,
    )
  })
})
