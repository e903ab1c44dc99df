import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findProgram } from '@/lib/imaging/tools/programs'
import { openDeb } from './open-deb'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-deb-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const member = (name: string, content: Buffer) =>
  Buffer.concat([
    Buffer.from(
      `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(content.length).padEnd(10)}\`\n`,
    ),
    content,
    Buffer.alloc(content.length % 2, '\n'),
  ])

function deb(...members: readonly (readonly [string, Buffer])[]): string {
  const file = path.join(folder, `${members.map(([name]) => name.replace('/', '')).join('-')}.deb`)
  writeFileSync(
    file,
    Buffer.concat([Buffer.from('!<arch>\n'), ...members.map(([name, content]) => member(name, content))]),
  )
  return file
}

async function read(file: string, part: 'data' | 'control' = 'data'): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of openDeb(file, part, new AbortController().signal)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const version = ['debian-binary', Buffer.from('2.0\n')] as const
const content = 'what a package has\n'.repeat(100_000)

describe('openDeb', () => {
  it('gives the data and the description, packed or not', async () => {
    const file = deb(version, ['control.tar/', Buffer.from('odd')], ['data.tar.gz', gzipSync(content)])
    expect(await read(file)).toBe(content)
    expect(await read(file, 'control')).toBe('odd')
  })

  it.skipIf(findProgram('xz') === undefined || findProgram('zstd') === undefined)(
    'unpacks what Debian and Ubuntu pack with',
    async () => {
      for (const [ending, program] of [
        ['xz', 'xz'],
        ['zst', 'zstd'],
      ] as const) {
        const packed = execFileSync(program, ['-c'], { input: content })
        expect(await read(deb(version, [`data.tar.${ending}`, packed]))).toBe(content)
        const half = deb(version, [`data.tar.${ending}`, packed.subarray(0, packed.length - 20)])
        await expect(read(half)).rejects.toMatchObject({ code: 'image-program-failed' })
      }
    },
  )

  it('refuses what is no package', async () => {
    const whole = deb(version, ['data.tar', Buffer.from('x')])
    const cut = path.join(folder, 'cut.deb')
    writeFileSync(cut, Buffer.from('!<arch>\ndebian-binary   0           0     0     100644  99999     `\n2.0\n'))
    const other = path.join(folder, 'other.deb')
    writeFileSync(other, 'PK')
    const odd = deb(version, ['data.tar.lzma', Buffer.from('x')])
    for (const file of [cut, other, odd])
      await expect(read(file)).rejects.toMatchObject({ code: 'debian-package-damaged' })
    await expect(read(whole, 'control')).rejects.toMatchObject({ code: 'debian-package-damaged' })
  })
})
