import { expect, it } from 'vitest'
import { runView } from '@/messages/run-view'
import { waitSentence } from './wait-sentence'

const words = runView.en

it('says the place in the line, and whose runs are in the way', () => {
  expect(waitSentence({ place: 4, ownRunning: 0, ownMost: 15 }, 5_000, words)).toMatchObject({
    badge: 'Waiting',
    sentence: 'It is number 4 of the runs that wait for a free place.',
  })
  expect(waitSentence({ place: 1, ownRunning: 0, ownMost: 15 }, 5_000, words)?.sentence).toMatch(/^It is next/)
  expect(waitSentence({ place: 36, ownRunning: 15, ownMost: 15 }, 5_000, words)?.sentence).toMatch(
    /^15 runs of the same person.* number 36\.$/,
  )
})

it('says nothing of a run that goes on, or has hardly been asked for', () => {
  expect(waitSentence(null, 5_000, words)).toBeUndefined()
  expect(waitSentence({ place: 1, ownRunning: 0, ownMost: 15 }, 300, words)).toBeUndefined()
})
