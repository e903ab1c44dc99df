import { describe, expect, it } from 'vitest'
import { type BoardEvent, nextPhase, PracticeBoardPhase } from './board-phase'

const walk = (...events: readonly BoardEvent[]) =>
  events.reduce<PracticeBoardPhase>((phase, event) => nextPhase('bee-1', phase, event), 'empty')

describe('a practice board', () => {
  it('starts from a card that was written, and can get another one', () => {
    expect(walk('card-written', 'powered-on', 'registered')).toBe('running')
    expect(walk('card-written', 'powered-on', 'registered', 'card-written', 'powered-on')).toBe('starting')
    expect(walk('card-written', 'powered-on', 'turned-away', 'powered-on', 'registered')).toBe('running')
  })

  it.each([
    ['powered on without a card', 'empty', 'powered-on'],
    ['powered on twice', 'starting', 'powered-on'],
    ['given a card while it starts', 'starting', 'card-written'],
    ['registered while it is off', 'card-in', 'registered'],
  ] as const)('is not %s', (_, phase, event) => {
    expect(() => nextPhase('bee-1', phase, event)).toThrow(/^bee-1 /)
  })

  it('says what to do about it in each phase', () => {
    for (const phase of PracticeBoardPhase.options) {
      const event = phase === 'starting' ? 'powered-on' : 'turned-away'
      if (phase === 'starting' || event === 'turned-away')
        expect(() => nextPhase('bee-1', phase, event)).toThrow(/\w{3,}\.$/)
    }
  })
})
