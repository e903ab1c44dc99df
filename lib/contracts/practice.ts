import { z } from 'zod'
import { MachineRole } from '@/lib/ports/planned-machine'
import { PRACTICE_SPEEDS } from '@/lib/shared/practice/practice-data'
import { MOST_PRACTICE_BOARDS } from '@/lib/shared/practice/practice-reader'
import { PRACTICE_TROUBLES } from '@/lib/shared/practice/practice-troubles'
import { BoardProfileId } from './board-fields'
import { DriveToWrite } from './cards'
import type { Contract } from './endpoint'
import { Id, list, Time } from './field'

const TroubleOrNone = z.literal([...PRACTICE_TROUBLES, 'none'])

export const PracticeMachineState = z.object({
  machineId: z.string(),
  name: z.string(),
  role: MachineRole,
  trouble: TroubleOrNone,
  /** Since when; undefined without a trouble. */
  since: Time.optional(),
})
export type PracticeMachineState = z.infer<typeof PracticeMachineState>

/** How the simulated machines of a cluster are. */
export const PracticeState = z
  .object({
    practice: z.literal(true),
    speed: z.literal(PRACTICE_SPEEDS),
    /** The server first. */
    machines: list(PracticeMachineState),
    /** Why it is not run any more, in words; undefined for one that is. */
    broken: z.string().optional(),
  })
  .meta({ id: 'PracticeState' })
export type PracticeState = z.infer<typeof PracticeState>

export const TroubleRequest = z.object({
  machineId: z.string().min(1).max(64),
  trouble: TroubleOrNone,
})
export type TroubleRequest = z.infer<typeof TroubleRequest>

const count = z
  .int('Give a whole number.')
  .min(0, 'Give 0 or more; 0 allows no practice clusters.')
  .max(1_000, 'Give 1000 at most.')
/** Practice clusters at most: of one person, and of the whole panel. */
export const PracticeLimits = z.object({ aMember: count, aPanel: count })
export type PracticeLimits = z.infer<typeof PracticeLimits>

const params = z.object({ clusterId: Id })

/** Simulated boards, as they come out of their box: on the list of machines, without a card. */
export const NewPracticeBoards = z.object({
  count: z
    .number()
    .int()
    .min(1, 'At least one board.')
    .max(MOST_PRACTICE_BOARDS, `At most ${MOST_PRACTICE_BOARDS} practice boards.`),
  profile: BoardProfileId,
  speed: z.literal(PRACTICE_SPEEDS, `Choose a speed of ${PRACTICE_SPEEDS.join(', ')}.`),
})
export type NewPracticeBoards = z.infer<typeof NewPracticeBoards>

const board = z.object({ machineId: Id })

export const practiceEndpoints = {
  'POST /api/practice/boards': {
    summary: 'Puts simulated boards on the list of machines, empty as they come out of their box.',
    action: 'machines.manage',
    body: NewPracticeBoards,
    answer: z.object({ machineIds: list(z.string()) }),
  },
  'POST /api/practice/boards/[machineId]/write': {
    summary: 'Writes the card that was prepared for a practice board, in a simulated reader, and puts it in.',
    action: 'cards.manage',
    params: board,
    body: DriveToWrite,
    answer: z.object({ runHref: z.string() }),
  },
  'POST /api/practice/boards/[machineId]/power-on': {
    summary: 'Powers a practice board on: it starts from the card in it, and reports as a real one does.',
    action: 'cards.manage',
    params: board,
    answer: 'nothing',
  },
  'GET /api/clusters/[clusterId]/practice': {
    summary: 'How the simulated machines are. `practice-world-away` while the worker that simulates them restarts.',
    action: 'clusters.read',
    params,
    answer: PracticeState,
  },
  'POST /api/clusters/[clusterId]/practice': {
    summary: 'Puts a trouble on one machine, or takes it off.',
    action: 'clusters.change',
    params,
    body: TroubleRequest,
    answer: PracticeState,
  },
  'PUT /api/practice/limits': {
    summary: 'Sets how many practice clusters there may be. Those that are there stay.',
    action: 'settings.manage',
    body: PracticeLimits,
    answer: z.object({ limits: PracticeLimits }),
  },
} as const satisfies Contract
