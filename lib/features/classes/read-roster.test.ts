import { describe, expect, it } from 'vitest'
import { readRoster } from './read-roster'

const names = (text: string) => readRoster(text).names.map(({ name }) => name)

describe('a pasted roster', () => {
  it('is a name a line, and a comma in a name is left alone', () => {
    expect(readRoster('Amira\r\n\r\n  Ben Okoro \nÉlodie\n')).toEqual({
      names: [
        { line: 1, name: 'Amira' },
        { line: 3, name: 'Ben Okoro' },
        { line: 4, name: 'Élodie' },
      ],
      skipped: [],
    })
    expect(names('Amira\nOkoro, Ben')).toEqual(['Amira', 'Okoro, Ben'])
  })

  it.each([
    ['a column called name', 'id,Name,class\n7,Amira,10b\n8,"Okoro, Ben",10b\n', ['Amira', 'Okoro, Ben']],
    ['first and last name, in any order', 'Last name;First name\nOkoro;Ben\nLind;Mio\n', ['Ben Okoro', 'Mio Lind']],
    ['German heads of a spreadsheet', '\uFEFFNachname\tVorname\nMüller\tJürgen\n', ['Jürgen Müller']],
    ['no head: the first column', 'Amira,10b\nBen,10b', ['Amira', 'Ben']],
    [
      'quotes within quotes, and a line break',
      'name,x\n"Mio ""the bee"" Lind",1\n"two\nlines",2\nZoe,3',
      ['Mio "the bee" Lind', 'Zoe'],
    ],
  ])('may be CSV with %s', (_, text, expected) => {
    expect(names(text)).toEqual(expected)
  })

  it('says which lines were left out, and why', () => {
    const long = 'x'.repeat(81)
    expect(readRoster(`name,mail\n${long},a\n,b\nMio,c`)).toEqual({
      names: [{ line: 4, name: 'Mio' }],
      skipped: [
        { line: 2, why: 'A name has at most 80 characters.' },
        { line: 3, why: 'There is no name in this line.' },
      ],
    })
  })

  it('keeps the lines of a file right behind a cell of two lines', () => {
    expect(readRoster('name,x\n"a\nb",1\nMio,2').skipped.map(({ line }) => line)).toEqual([2])
    expect(readRoster('name,x\n"a\nb",1\nMio,2').names).toEqual([{ line: 4, name: 'Mio' }])
  })
})
