import { expect, it } from 'vitest'
import type { ListedMachine } from '@/lib/contracts/machines'
import {
  freePracticeBoards,
  NO_PRACTICE_BOARDS,
  practiceBoardsProblems,
  practiceBoardsRequest,
  readPracticeBoardsDraft,
} from './practice-boards-draft'

const machine = (id: string, more: Partial<ListedMachine> = {}): ListedMachine => ({
  ...{ id, name: id, port: 22, loginUser: 'root', hasSudoPassword: false, practice: true, address: '198.18.0.1' },
  ...more,
})

it('takes simulated boards only, and says which of them were not looked at', () => {
  const free = freePracticeBoards([
    machine('p1', { findings: [] }),
    machine('p2'),
    machine('real', { practice: false }),
  ])
  expect(free.map(({ id }) => id)).toEqual(['p1', 'p2'])
  const draft = { machineIds: ['p1', 'p2'], apps: [] }
  expect(practiceBoardsProblems(draft, free)).toEqual([{ kind: 'not-looked-at', name: 'p2' }])
  expect(practiceBoardsProblems(NO_PRACTICE_BOARDS, free)).toEqual([{ kind: 'no-board' }])
})

it('makes the first one the server', () => {
  expect(practiceBoardsRequest('crate', { machineIds: ['p2', 'p1'], apps: [] }).machines).toEqual([
    { machineId: 'p2', role: 'server' },
    { machineId: 'p1', role: 'agent' },
  ])
})

it.each([undefined, 3, {}, { machineIds: [1], apps: [] }, { machineIds: [], apps: 'go-echo' }])(
  'lets go of what is no draft: %j',
  (kept) => {
    expect(readPracticeBoardsDraft(kept)).toBeUndefined()
  },
)
