import { z } from 'zod'
import { StudentName } from './class-fields'
import type { Contract } from './endpoint'
import { Id, list } from './field'

/** As somebody types or scans it: capital or small letters, with or without the hyphen. */
const TypedCode = z.string().trim().min(1, 'Type the code of the class.').max(20, 'A code has 8 characters.')

/** Who has come. The answer's cookie opens the panel as them. */
export const Joined = z
  .object({
    className: z.string(),
    name: z.string(),
    /** Shown this once, to come back on another computer. Null: they have some already. */
    words: z.string().nullable(),
  })
  .meta({ id: 'Joined' })
export type Joined = z.infer<typeof Joined>

/** The ways into a class. Bodies, not addresses, carry what is secret, so that it stands in no log. */
export const joiningEndpoints = {
  'POST /api/join/device': {
    summary: 'Marks this browser, so that its attempts are counted by themselves. A page that joins asks for it first.',
    action: 'public',
    answer: 'nothing',
  },
  'POST /api/join/code': {
    summary: 'Which class a code is for, and what it asks for.',
    action: 'public',
    body: z.object({ code: TypedCode }),
    mostBytes: 1_000,
    answer: z.object({
      className: z.string(),
      freeSeats: z.number(),
      /** To pick from, where the class does that: names that nobody has taken yet. Null: it asks for a name. */
      roster: list(z.object({ studentId: z.string(), name: z.string() })).nullable(),
    }),
  },
  'POST /api/join': {
    summary: 'Joins a class by its code, with a name or as one of its roster.',
    action: 'public',
    body: z
      .object({ code: TypedCode, name: StudentName.optional(), studentId: Id.optional() })
      .refine(({ name, studentId }) => (name === undefined) !== (studentId === undefined), {
        path: ['name'],
        message: 'Give your name, or pick it from the list.',
      }),
    mostBytes: 2_000,
    answer: Joined,
  },
  'POST /api/join/link': {
    summary: 'Comes in, or comes back, by a personal link.',
    action: 'public',
    body: z.object({ token: z.string().min(1).max(100, 'This link is not complete. Copy all of it.') }),
    mostBytes: 1_000,
    answer: Joined,
  },
  'POST /api/join/words': {
    summary: 'Comes back by the four words.',
    action: 'public',
    body: z.object({ words: z.string().trim().min(1, 'Type your four words.').max(100, 'Four words are enough.') }),
    mostBytes: 1_000,
    answer: Joined,
  },
} as const satisfies Contract
