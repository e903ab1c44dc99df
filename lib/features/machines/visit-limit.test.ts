import { expect, it } from 'vitest'
import { countVisit } from './visit-limit'

it('lets a person check a shelf of boards, but not search a network, and forgets after ten minutes', () => {
  for (let index = 0; index < 400; index += 1) countVisit('anna', 1_000_000 + index)
  expect(() => countVisit('anna', 1_001_000)).toThrow(/400 times/)
  countVisit('ben', 1_001_000)
  countVisit('anna', 1_700_000)
})
