import { z } from 'zod'
import { AppError } from '@/lib/core/errors'

/**
 * Where a simulated board is on its way:
 * - `empty`: no card in it, off
 * - `card-in`: a card was written and put in, off
 * - `starting`: it was powered on, and starts from the card in it
 * - `running`: it has started, and the panel took its report
 * - `turned-away`: it has started, and the panel refused its token
 */
export const PracticeBoardPhase = z.enum(['empty', 'card-in', 'starting', 'running', 'turned-away'])
export type PracticeBoardPhase = z.infer<typeof PracticeBoardPhase>

export type BoardEvent = 'card-written' | 'powered-on' | 'registered' | 'turned-away'

/** What each event makes of each phase; what is not here cannot happen to a board. */
const NEXT: Readonly<Record<PracticeBoardPhase, Partial<Record<BoardEvent, PracticeBoardPhase>>>> = {
  empty: { 'card-written': 'card-in' },
  'card-in': { 'card-written': 'card-in', 'powered-on': 'starting' },
  starting: { registered: 'running', 'turned-away': 'turned-away' },
  // To get another card in, it is switched off.
  running: { 'card-written': 'card-in' },
  'turned-away': { 'card-written': 'card-in', 'powered-on': 'starting' },
}

const WHY_NOT = {
  empty: 'has no card in it yet. Write its card first.',
  'card-in': 'is off. Power it on first.',
  starting: 'is starting right now. Wait until it has reported.',
  running: 'is on already. Write a new card to start it anew.',
  'turned-away': 'was refused by the panel. Prepare a new card for it and write that.',
} as const satisfies Record<PracticeBoardPhase, string>

/** @throws AppError `practice-board-refuses` for what cannot happen to a board in this phase */
export function nextPhase(name: string, phase: PracticeBoardPhase, event: BoardEvent): PracticeBoardPhase {
  const next = NEXT[phase][event]
  if (next !== undefined) return next
  throw new AppError('practice-board-refuses', {
    userMessage: `${name} ${WHY_NOT[phase]}`,
    details: { phase, event },
  })
}
