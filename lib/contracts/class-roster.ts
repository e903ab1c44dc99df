import { z } from 'zod'
import { StudentName } from './class-fields'
import type { Contract } from './endpoint'
import { Id, list, Time } from './field'

/**
 * How a seat came to be. `spare`: its cluster was made before anybody came; whoever joins by code takes it. `rehearsal`: a
 * teacher who tries the class as a student; it takes no seat.
 */
export const StudentOrigin = z.enum(['roster', 'code', 'spare', 'rehearsal'])
export type StudentOrigin = z.infer<typeof StudentOrigin>

/** A seat of a class, as teachers see it. */
export const ListedStudent = z
  .object({
    id: z.string(),
    /** 1, 2, 3 … within the class. */
    number: z.number(),
    /** Empty while a spare seat waits for somebody. */
    name: z.string(),
    origin: StudentOrigin,
    joinedAt: Time.nullable(),
    /** When their browser last asked for something. */
    seenAt: Time.nullable(),
    handAt: Time.nullable(),
    handNote: z.string(),
    /** Which teacher is on the way. */
    claimedBy: z.object({ userId: z.string(), name: z.string() }).nullable(),
    claimedAt: Time.nullable(),
    paused: z.boolean(),
    /** Those that are not deleted, oldest first. */
    clusters: list(
      z.object({ id: z.string(), name: z.string(), phase: z.string(), endsAt: Time.nullable(), machines: z.number() }),
    ),
    /** Lent from the desk. */
    boards: list(z.object({ id: z.string(), name: z.string() })),
    milestones: list(z.object({ id: z.string(), reachedAt: Time })),
  })
  .meta({ id: 'Student' })
export type ListedStudent = z.infer<typeof ListedStudent>

/** For a slip of paper. `path` opens the panel as this student; the panel's address goes before it. */
export const Slip = z
  .object({ studentId: z.string(), number: z.number(), name: z.string(), path: z.string(), boards: list(z.string()) })
  .meta({ id: 'Slip' })
export type Slip = z.infer<typeof Slip>

const MOST_CHARACTERS = 20_000
const classParams = z.object({ classId: Id })
const params = classParams.extend({ studentId: Id })

/** The roster of a class. */
export const classRosterEndpoints = {
  'POST /api/classes/[classId]/students': {
    summary:
      'Adds students, from pasted text: a name a line, or CSV with a column `name`. Names that are there stay once.',
    action: 'classes.manage',
    params: classParams,
    body: z.object({
      text: z.string().min(1, 'Paste some names.').max(MOST_CHARACTERS, 'Too long: paste fewer names.'),
    }),
    answer: z.object({
      added: z.number(),
      /** Lines that were left out, and why. */
      skipped: list(z.object({ line: z.number(), why: z.string() })),
    }),
  },
  'PATCH /api/classes/[classId]/students/[studentId]': {
    summary: 'Renames a student, or lends them boards in place of those they had.',
    action: 'classes.manage',
    params,
    body: z
      .object({ name: StudentName.optional(), boardIds: z.array(Id).max(20).optional() })
      .refine(({ name, boardIds }) => name !== undefined || boardIds !== undefined, 'Say what to change.'),
    answer: 'nothing',
  },
  'DELETE /api/classes/[classId]/students/[studentId]': {
    summary: 'Takes a student out of the class with all that is known of them. No cluster of theirs may be left.',
    action: 'classes.manage',
    params,
    answer: 'nothing',
  },
  'GET /api/classes/[classId]/slips': {
    summary: 'A personal link for each student, to print. They are secrets: who has one is that student.',
    action: 'classes.manage',
    params: classParams,
    answer: z.object({ slips: list(Slip) }),
  },
  'POST /api/classes/[classId]/students/[studentId]/link': {
    summary: 'A new personal link; the earlier one stops working, and the student is signed out everywhere.',
    action: 'classes.manage',
    params,
    answer: Slip,
  },
  'POST /api/classes/[classId]/students/[studentId]/words': {
    summary: 'Four new words with which the student comes back on another computer; shown this once.',
    action: 'classes.manage',
    params,
    answer: z.object({ words: z.string() }),
  },
  'POST /api/classes/[classId]/rehearsal': {
    summary: 'A link that opens the class as a student who takes no seat, for a private window.',
    action: 'classes.manage',
    params: classParams,
    answer: Slip,
  },
} as const satisfies Contract
