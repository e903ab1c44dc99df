import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { choosePackages } from './choose-packages'
import { compareVersions } from './compare-versions'
import { PackageIndex } from './package-index'
import { readParagraphs } from './read-paragraphs'

describe('compareVersions', () => {
  // Each is older than the next; dpkg --compare-versions says the same.
  const inOrder = [
    '1.0~rc1',
    '1.0~rc1+b1',
    '1.0',
    '1.0+deb12u1',
    '1.0a',
    '1.0-1',
    '1.0-1+b1',
    '1.0.1',
    '1.9',
    '1.10',
    '1:0.5',
  ]

  it('orders as dpkg does', () => {
    const shuffled = [...inOrder].sort((a, b) => (a.length - b.length || a < b ? -1 : 1))
    expect(shuffled.sort(compareVersions)).toEqual([
      '1.0~rc1',
      '1.0~rc1+b1',
      '1.0',
      '1.0-1',
      '1.0-1+b1',
      '1.0a',
      '1.0+deb12u1',
      '1.0.1',
      '1.9',
      '1.10',
      '1:0.5',
    ])
  })

  it.each(['1.0', '0:1.0', '1.00'])('takes %s for 1.0', (version) => {
    expect(compareVersions(version, '1.0')).toBe(0)
  })
})

describe('readParagraphs', () => {
  it('reads fields and their further lines, whatever the pieces are', async () => {
    const text = 'Package: a\nDescription: short\n long ü\n .\n\n\nPackage: b\nSHA256:\n x 1 y\n'
    for (const piece of [1, 7, 1000]) {
      const bytes = Buffer.from(text)
      const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, at) =>
        bytes.subarray(at * piece, (at + 1) * piece),
      )
      const found: ReadonlyMap<string, string>[] = []
      for await (const fields of readParagraphs(Readable.from(pieces))) found.push(fields)
      expect(found.map((fields) => Object.fromEntries(fields))).toEqual([
        { package: 'a', description: 'short\nlong ü\n.' },
        { package: 'b', sha256: '\nx 1 y' },
      ])
    }
  })
})

const listed = (name: string, fields: Readonly<Record<string, string>> = {}) =>
  Object.entries({
    Package: name,
    Version: '1.0-1',
    Architecture: 'amd64',
    Filename: `pool/${name}.deb`,
    Size: '10',
    SHA256: 'a'.repeat(64),
    ...fields,
  })
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('')

async function indexOf(...paragraphs: readonly string[]): Promise<PackageIndex> {
  const index = new PackageIndex()
  await index.add('http://archive', Readable.from([Buffer.from(paragraphs.join('\n'))]))
  return index
}

const namesOf = (index: PackageIndex, wanted: string[], without: string[] = []) =>
  choosePackages(index, { wanted, without }).map(({ name }) => name)

describe('choosePackages', () => {
  it('brings what is depended on, in circles too, by Pre-Depends and of any architecture', async () => {
    const index = await indexOf(
      listed('app', { Depends: 'python3:any (>= 1.0), libc', 'Pre-Depends': 'init' }),
      listed('python3', { Depends: 'libc (>= 0.9)' }),
      listed('libc', { Depends: 'gcc' }),
      listed('gcc', { Depends: 'libc' }),
      listed('init'),
      listed('other'),
    )
    expect(namesOf(index, ['app'])).toEqual(['app', 'gcc', 'init', 'libc', 'python3'])
  })

  it('takes the first alternative that is new enough, or one that is in already', async () => {
    const index = await indexOf(
      listed('app', { Depends: 'old (>= 2.0) | new' }),
      listed('two', { Depends: 'old | new' }),
      listed('old'),
      listed('new'),
    )
    expect(namesOf(index, ['app'])).toEqual(['app', 'new'])
    expect(namesOf(index, ['two'])).toEqual(['old', 'two'])
    expect(namesOf(index, ['new', 'two'])).toEqual(['new', 'two'])
  })

  it('takes what provides a name', async () => {
    const index = await indexOf(
      listed('app', { Depends: 'awk' }),
      listed('mawk', { Provides: 'awk, something (= 1)' }),
      listed('gawk', { Provides: 'awk' }),
    )
    expect(namesOf(index, ['app'])).toEqual(['app', 'gawk'])
    expect(namesOf(index, ['mawk', 'app'])).toEqual(['app', 'mawk'])
  })

  it('does without what is left out, and all that only it would bring', async () => {
    const index = await indexOf(
      listed('app', { Depends: 'perl, libc' }),
      listed('perl', { Depends: 'big' }),
      listed('big'),
      listed('libc'),
    )
    expect(namesOf(index, ['app'], ['perl'])).toEqual(['app', 'libc'])
  })

  it('has the newest version of each', async () => {
    const index = await indexOf(listed('a', { Version: '1.10-1' }), listed('a', { Version: '1.9-1' }))
    expect(index.find('a')?.version).toBe('1.10-1')
  })

  it('says what is missing, and who needs it', async () => {
    const index = await indexOf(listed('app', { Depends: 'gone (>= 1) | lost' }))
    expect(() => namesOf(index, ['nothing'])).toThrow("Debian's package nothing cannot be had.")
    expect(() => namesOf(index, ['app'])).toThrow('package gone or lost cannot be had. app depends on it.')
  })
})
