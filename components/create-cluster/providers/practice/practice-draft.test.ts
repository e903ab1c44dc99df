import { expect, it } from 'vitest'
import {
  type PracticeDraft,
  practiceMachineName,
  practiceRequest,
  readPracticeDraft,
  USUAL_PRACTICE,
  withMachines,
} from './practice-draft'

it('has three machines and go-echo at first, and is asked for as such', () => {
  expect(practiceRequest('warm-shelf', USUAL_PRACTICE)).toEqual({
    provider: 'practice',
    name: 'warm-shelf',
    machines: 3,
    speed: 5,
    apps: ['go-echo'],
  })
  const failing: PracticeDraft = { ...USUAL_PRACTICE, trouble: { machine: 3, trouble: 'fails-at-join' } }
  expect(practiceRequest('a', failing).troubles).toEqual([{ machine: 3, trouble: 'fails-at-join' }])
  expect(practiceMachineName('a', 3, failing)).toBe('a-3-fails-at-join')
})

it('moves a failure from a machine that is gone to the last', () => {
  const failing: PracticeDraft = { ...USUAL_PRACTICE, trouble: { machine: 3, trouble: 'slow' } }
  expect(withMachines(failing, 2).trouble).toEqual({ machine: 2, trouble: 'slow' })
})

it('survives a reload, but not nonsense', () => {
  expect(readPracticeDraft(JSON.parse(JSON.stringify(USUAL_PRACTICE)))).toEqual(USUAL_PRACTICE)
  const beyond = { ...USUAL_PRACTICE, trouble: { machine: 4, trouble: 'slow' } }
  for (const odd of [undefined, { ...USUAL_PRACTICE, speed: 3 }, { ...USUAL_PRACTICE, machines: 11 }, beyond]) {
    expect(readPracticeDraft(odd)).toBeUndefined()
  }
})
