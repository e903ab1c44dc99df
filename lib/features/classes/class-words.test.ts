import { describe, expect, it } from 'vitest'
import { newClassCode, shownCode, storedCode } from './class-code'
import { clusterNameFor } from './cluster-name-for'
import { newWords } from './four-words'
import { freeName } from './new-student'
import { csvCell } from './progress-csv'
import { WORDS } from './word-list'

describe('a class code', () => {
  it('is read however it is typed, and nothing else is one', () => {
    const code = newClassCode()
    expect(code).toMatch(/^[2-9A-HJKMNP-TV-Z]{8}$/)
    for (const typed of [code, shownCode(code), code.toLowerCase(), ` ${code.slice(0, 4)} ${code.slice(4)} `]) {
      expect(storedCode(typed)).toBe(code)
    }
    for (const typed of ['', '4J7K-QK2', '4J7K-QK2MM', '4J7K-QK20', '1111-1111'])
      expect(storedCode(typed)).toBeUndefined()
  })

  it('is another one each time', () => {
    expect(new Set(Array.from({ length: 1_000 }, newClassCode)).size).toBe(1_000)
  })
})

describe('four words', () => {
  it('are of a list of 512 that nobody confuses', () => {
    expect(new Set(WORDS).size).toBe(512)
    expect(WORDS.filter((word) => !/^[a-z]{3,9}$/.test(word))).toEqual([])
    expect(newWords().split(' ')).toHaveLength(4)
  })
})

describe('names', () => {
  it.each([
    ['Mio', 'mio'],
    ['Élodie Müller-Straße', 'elodie-muller-strasse'],
    ['  7 of 9 ', 'of-9'],
    ['李雷', 'seat-7'],
    ['x'.repeat(80), 'x'.repeat(28)],
  ])('of a cluster come from %s', (name, expected) => {
    expect(clusterNameFor(name, 7, new Set())).toBe(expected)
  })

  it('go on where they are taken', () => {
    expect(clusterNameFor('Mio', 1, new Set(['mio', 'mio-2']))).toBe('mio-3')
    expect(freeName('Mio', ['mio', 'Ben', 'Mio 2'])).toBe('Mio 3')
    expect(freeName('Zoe', ['Mio'])).toBe('Zoe')
  })

  it('are no formulas in a spreadsheet', () => {
    expect(csvCell('=HYPERLINK("http://evil")')).toBe(`"'=HYPERLINK(""http://evil"")"`)
    expect(csvCell('@Mio')).toBe("'@Mio")
    expect(csvCell('Okoro, Ben')).toBe('"Okoro, Ben"')
  })
})
