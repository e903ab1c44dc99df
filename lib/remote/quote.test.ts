import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { exportLines, shellQuote } from './quote'

const HOSTILE = [
  '',
  'plain',
  "it's",
  "''",
  '$(touch /tmp/x) `id` $HOME',
  'a\\nb\\',
  'two\nlines\n',
  '"; rm -rf / #',
  '!history ~ * ? [a] {a,b}',
  '-n',
  'ü 🐝 \u202e',
  '\t \r',
]

describe('shellQuote', () => {
  it('means the same to a real shell', () => {
    for (const value of HOSTILE) {
      const out = execFileSync('sh', ['-c', `printf '%s' ${shellQuote(value)}`], { encoding: 'utf8' })
      expect(out).toBe(value)
    }
  })

  it('refuses what no shell word can hold', () => {
    expect(() => shellQuote('a\0b')).toThrow('NUL')
  })
})

describe('exportLines', () => {
  it('sets every variable to exactly its value', () => {
    const env = Object.fromEntries(HOSTILE.map((value, index) => [`V${index}`, value]))
    const script = `${exportLines(env)}${Object.keys(env)
      .map((name) => `printf '%s\\000' "$${name}"`)
      .join('\n')}`
    const out = execFileSync('sh', ['-s'], { input: script, encoding: 'utf8' })
    expect(out.split('\0').slice(0, -1)).toEqual(HOSTILE)
  })

  it('refuses names that a shell would read as something else', () => {
    for (const name of ['a', 'A B', 'A;id', '', '1A', 'A='])
      expect(() => exportLines({ [name]: 'x' })).toThrow('variable')
  })
})
