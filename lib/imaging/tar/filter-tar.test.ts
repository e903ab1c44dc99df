import { describe, expect, it } from 'vitest'
import { paxEntry, type TarEntry, writeTar } from '@/lib/testing/imaging/write-tar'
import { filterTar, TAR_LIMITS, type TarFilter, type TarReport } from './filter-tar'

const keepAll: TarFilter = { choose: () => 'keep' }

async function* inPieces(bytes: Buffer, piece: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
}

async function filtered(bytes: Buffer, filter = keepAll, piece = 700) {
  const report: TarReport = { entries: 0, bytes: 0, specialsDropped: 0 }
  const chunks: Buffer[] = []
  for await (const chunk of filterTar(inPieces(bytes, piece), filter, report)) chunks.push(Buffer.from(chunk))
  return { bytes: Buffer.concat(chunks), report }
}

const folder = (name: string): TarEntry => ({ name, type: '5' })
const link = (name: string, target: string): TarEntry => ({ name, type: '2', link: target })

describe('a good root file system', () => {
  const good = writeTar([
    folder('./'),
    folder('./etc/'),
    { name: './etc/hostname', content: 'board\n' },
    { name: './usr/bin/su', content: 'x'.repeat(3000), mode: 0o4755 },
    { name: './usr/bin/su2', type: '1', link: './usr/bin/su' },
    link('./bin', 'usr/bin'),
    link('./etc/localtime', '/usr/share/zoneinfo/UTC'),
    link('./etc/os-release', '../usr/lib/os-release'),
    paxEntry({ path: `./${'deep/'.repeat(40)}file`, 'SCHILY.xattr.security.capability': 'bytes' }),
    { name: 'short', content: 'deep' },
  ])

  it.each([1, 511, 512, 513, 100_000])('comes out byte by byte as it went in, in pieces of %i', async (piece) => {
    const { bytes, report } = await filtered(good, keepAll, piece)
    expect(bytes.equals(good)).toBe(true)
    expect(report).toEqual({ entries: 9, bytes: 6 + 3000 + 4, specialsDropped: 0 })
  })

  it('loses what is dropped, with the headers that belong to it', async () => {
    const { bytes } = await filtered(good, { choose: ({ name }) => (name.startsWith('deep/') ? 'drop' : 'keep') })
    expect(bytes.toString('latin1')).not.toContain('SCHILY')
    expect(bytes.toString('latin1')).toContain('etc/hostname')
  })

  it.each(['divert', 'copy'] as const)('gives out what is to %s', async (choice) => {
    const got = new Map<string, string>()
    const { bytes } = await filtered(good, {
      choose: ({ name }) => (name === 'usr/bin/su' ? choice : 'keep'),
      onContent: async ({ name }, content) => {
        let text = ''
        for await (const chunk of content) text += chunk
        got.set(name, text)
      },
    })
    expect([...got]).toEqual([['usr/bin/su', 'x'.repeat(3000)]])
    if (choice === 'copy') expect(bytes.equals(good)).toBe(true)
    else expect(bytes.toString('latin1')).not.toContain('xxx')
  })

  it('leaves devices and pipes to the board', async () => {
    const devices = ['3', '4', '6'].map((type) => ({ name: `dev/${type}`, type }))
    const { bytes, report } = await filtered(writeTar([...devices, { name: 'a', content: 'b' }]))
    expect(bytes.equals(writeTar([{ name: 'a', content: 'b' }]))).toBe(true)
    expect(report.specialsDropped).toBe(3)
  })

  it('may put a folder where a link was', async () => {
    const entries = [link('a', 'b'), folder('a'), { name: 'a/file', content: 'x' }]
    expect((await filtered(writeTar(entries))).report.entries).toBe(3)
  })
})

const two = 2 * 1024 ** 3
const malformed: readonly (readonly [string, Buffer, string])[] = [
  ['nothing at all', Buffer.alloc(0), 'did not come whole'],
  ['a piece of a header', Buffer.alloc(100, 1), 'did not come whole'],
  ['no tar', Buffer.alloc(2048, 7), 'damaged'],
  ['no end', writeTar([{ name: 'a', content: 'x' }], { open: true }), 'did not come whole'],
  [
    'an end in the middle of a file',
    writeTar([{ name: 'a', content: 'x'.repeat(2000) }]).subarray(0, 1024),
    'did not come whole',
  ],
  ['a wrong sum', writeTar([{ name: 'a', wrongSum: true }]), 'wrong sum'],
  ['a member above the root', writeTar([{ name: '../etc/passwd' }]), 'leads out'],
  ['a member above the root, further down', writeTar([{ name: 'a/../../b' }]), 'leads out'],
  ['an absolute member', writeTar([{ name: '/etc/passwd' }]), 'absolute path'],
  [
    'an absolute member by an extended header',
    writeTar([paxEntry({ path: '/etc/passwd' }), { name: 'a' }]),
    'absolute path',
  ],
  [
    'a member above the root by a long name',
    writeTar([{ name: 'L', type: 'L', content: '../x\0' }, { name: 'a' }]),
    'leads out',
  ],
  ['a member behind a link', writeTar([link('a', '/etc'), { name: 'a/passwd' }]), 'behind a link'],
  ['a member behind a link, deeper', writeTar([link('x/a', '.'), { name: 'x/a/b/passwd' }]), 'behind a link'],
  ['a link above the root', writeTar([link('a', '../../etc')]), 'leads out'],
  [
    'a link above the root by an extended header',
    writeTar([paxEntry({ linkpath: '../x' }), link('a', 'fine')]),
    'leads out',
  ],
  ['a link to nothing', writeTar([link('a', '')]), 'leads out'],
  ['a second name for a file outside', writeTar([{ name: 'a', type: '1', link: '/etc/shadow' }]), 'second name'],
  [
    'a second name for a link',
    writeTar([link('a', '/etc/shadow'), { name: 'b', type: '1', link: 'a' }]),
    'second name',
  ],
  ['a file that says that it is too large', writeTar([{ name: 'a', saidBytes: two + 1 }]), 'too large'],
  ['a file larger than any disk', writeTar([{ name: 'a', saidBytes: 2 ** 52 }]), 'too large'],
  [
    'a sparse file that grows too large',
    writeTar([paxEntry({ 'GNU.sparse.realsize': '9999999999999' }), { name: 'a' }]),
    'too large',
  ],
  ['a sparse file of no size', writeTar([paxEntry({ 'GNU.sparse.realsize': '-5' }), { name: 'a' }]), 'too large'],
  [
    'five files that are too large together',
    writeTar(
      Array.from({ length: 5 }, (_, index) => [
        paxEntry({ 'GNU.sparse.realsize': String(two) }),
        { name: `f${index}` },
      ]).flat(),
    ),
    '8 GiB',
  ],
  [
    'a size that is hidden in an extended header',
    writeTar([paxEntry({ size: '99999999999' }), { name: 'a' }]),
    '8 GiB',
  ],
  ['a name of 5000 letters', writeTar([paxEntry({ path: `${'a/'.repeat(2500)}b` }), { name: 'a' }]), 'far too long'],
  ['a part of a name of 256 letters', writeTar([paxEntry({ path: 'a'.repeat(256) }), { name: 'a' }]), 'far too long'],
  [
    'an endless extended header',
    writeTar([{ name: 'x', type: 'x', saidBytes: TAR_LIMITS.extendedBytes + 1 }]),
    'far too long',
  ],
  [
    'an extended header that lies about itself',
    writeTar([{ name: 'x', type: 'x', content: '999 a=b\n' }, { name: 'a' }]),
    'cannot be read',
  ],
  ['settings for all members', writeTar([paxEntry({ path: '/etc/x' }, 'g'), { name: 'a' }]), 'all of its members'],
  ['a member of an unknown kind', writeTar([{ name: 'a', type: 'Z' }]), 'unknown kind'],
  ['a zero in a name', writeTar([paxEntry({ path: 'a\0b' }), { name: 'a' }]), 'zero'],
]

describe('a root file system is refused for', () => {
  it.each(malformed)('%s', async (_, bytes, why) => {
    const failure = await filtered(bytes).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({ code: 'image-source-refused' })
    expect(failure).toHaveProperty('userMessage', expect.stringContaining(why))
  })

  it('too many members', async () => {
    const many = writeTar(['a', 'b', 'c'].map((name) => ({ name })))
    await expect(filtered(many, { choose: () => 'drop', mostEntries: 2 })).rejects.toMatchObject({
      userMessage: expect.stringContaining('more than 2 members'),
    })
  })
})
