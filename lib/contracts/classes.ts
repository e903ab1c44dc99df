import { z } from 'zod'
import { Email } from './accounts'
import { ClassPhase, ClassReceipt, ClassState, classFields } from './class-fields'
import { ListedStudent } from './class-roster'
import { Obstacle } from './clusters'
import type { Contract } from './endpoint'
import { Id, list, Time } from './field'

const endsLater = {
  path: ['endsAt'],
  message: 'The class has to end after it begins.',
}

export const NewClass = z
  .object({
    ...classFields,
    mostClusters: classFields.mostClusters.default(1),
    clusterMinutes: classFields.clusterMinutes.default(null),
    endsItself: classFields.endsItself.default(false),
    afterwards: classFields.afterwards.default('keep'),
    afterDays: classFields.afterDays.default(null),
    codeMode: classFields.codeMode.default('name'),
  })
  .refine(({ startsAt, endsAt }) => startsAt < endsAt, endsLater)
export type NewClass = z.infer<typeof NewClass>

export const ClassChange = z
  .object(classFields)
  .partial()
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'Say what to change.')
export type ClassChange = z.infer<typeof ClassChange>

/** A class as lists show it. */
export const ListedClass = z
  .object({
    id: z.string(),
    name: z.string(),
    timeZone: z.string(),
    startsAt: Time,
    endsAt: Time,
    seats: z.number(),
    /** Seats that somebody has come to. */
    joined: z.number(),
    /** Clusters that live. */
    clusters: z.number(),
    state: ClassState,
    phase: ClassPhase,
    archived: z.boolean(),
    teachers: list(z.string()),
  })
  .meta({ id: 'ListedClass' })
export type ListedClass = z.infer<typeof ListedClass>

/** For all of the class to join with. `path` is the page it opens, for the QR code; the panel's address goes before it. */
export const ClassCode = z
  .object({
    /** As it is shown, e.g. `4J7K-QK2M`. */
    code: z.string(),
    path: z.string(),
    expiresAt: Time,
  })
  .meta({ id: 'ClassCode' })
export type ClassCode = z.infer<typeof ClassCode>

/** Everything that a teacher's page of a class begins with. */
export const ClassDetail = ListedClass.omit({ teachers: true })
  .extend({
    ...classFields,
    createdAt: Time,
    teachers: list(z.object({ userId: z.string(), name: z.string(), owner: z.boolean() })),
    students: list(ListedStudent),
    /** Null while there is none, it has expired, no seat is free, or the class has ended: see `noCode`. */
    code: ClassCode.nullable(),
    /** Why there is no code to show, in a sentence. */
    noCode: z.string().nullable(),
    /** Seats that nobody has and no roster keeps. */
    freeSeats: z.number(),
    /** When a browser or an address last wanted more seats than it may have; null: not lately, nor with this code. */
    seatsRefusedAt: Time.nullable(),
    paused: z.boolean(),
    /** Whoever comes gets a cluster at once. */
    warm: z.boolean(),
    endedAt: Time.nullable(),
    receipt: ClassReceipt.nullable(),
    forgottenAt: Time.nullable(),
    /** When students are anonymised or deleted by themselves; null: never. */
    forgetAt: Time.nullable(),
    /** Its runs, newest first. */
    runs: list(z.object({ id: z.string(), title: z.string(), status: z.string(), href: z.string(), startedAt: Time })),
    /** What stands in the way of so many clusters as the class may have. */
    obstacles: list(Obstacle),
    /** The panel's clock when this was read. */
    now: Time,
  })
  .meta({ id: 'ClassDetail' })
export type ClassDetail = z.infer<typeof ClassDetail>

const params = z.object({ classId: Id })
const RunStarted = z.object({ runId: z.string(), href: z.string() }).meta({ id: 'ClassRunStarted' })

/** Classes, as teachers have them. A teacher has the classes that they made or were added to; an admin has all. */
export const classEndpoints = {
  'GET /api/classes': {
    summary: 'The classes, the next one first.',
    action: 'classes.read',
    answer: z.object({ classes: list(ListedClass) }),
  },
  'POST /api/classes': {
    summary: 'Makes a class. Nothing of it is made yet but seats.',
    action: 'classes.manage',
    body: NewClass,
    answer: z.object({ classId: z.string() }),
  },
  'GET /api/classes/[classId]': {
    summary: 'The class with its roster, its code, its runs and, after its end, the receipt.',
    action: 'classes.read',
    params,
    answer: ClassDetail,
  },
  'PATCH /api/classes/[classId]': {
    summary: 'Changes what is given. Clusters that exist stay as they are.',
    action: 'classes.manage',
    params,
    body: ClassChange,
    answer: 'nothing',
  },
  'DELETE /api/classes/[classId]': {
    summary: 'Deletes a class and its students for good. It needs its name, and no cluster of it may be left.',
    action: 'classes.manage',
    params,
    body: z.object({ name: z.string().max(200) }),
    answer: 'nothing',
  },
  'POST /api/classes/[classId]/duplicate': {
    summary: 'Makes the same class again for another time, with the names of the roster if that is wanted.',
    action: 'classes.manage',
    params,
    body: z
      .object({
        name: classFields.name,
        startsAt: classFields.startsAt,
        endsAt: classFields.endsAt,
        withRoster: z.boolean().default(false),
      })
      .refine(({ startsAt, endsAt }) => startsAt < endsAt, endsLater),
    answer: z.object({ classId: z.string() }),
  },
  'PUT /api/classes/[classId]/archived': {
    summary: 'Puts a class that has ended away, or takes it out again.',
    action: 'classes.manage',
    params,
    body: z.object({ archived: z.boolean() }),
    answer: 'nothing',
  },
  'POST /api/classes/[classId]/teachers': {
    summary: 'Adds a teacher or an admin of this panel, by e-mail address.',
    action: 'classes.manage',
    params,
    body: z.object({ email: Email }),
    answer: z.object({ userId: z.string() }),
  },
  'DELETE /api/classes/[classId]/teachers/[userId]': {
    summary: 'Takes a teacher out of the class; not the one who made it.',
    action: 'classes.manage',
    params: params.extend({ userId: Id }),
    answer: 'nothing',
  },
  'PUT /api/classes/[classId]/code': {
    summary: 'Makes a class code; an earlier one stops working.',
    action: 'classes.manage',
    params,
    /** `expiresAt`: by default when the class ends. */
    body: z.object({ expiresAt: classFields.endsAt.optional() }),
    answer: ClassCode,
  },
  'DELETE /api/classes/[classId]/code': {
    summary: 'Takes the class code away. Who has joined stays.',
    action: 'classes.manage',
    params,
    answer: 'nothing',
  },
  'POST /api/classes/[classId]/prewarm': {
    summary:
      'Starts the run that makes a cluster for each seat, a few at a time. Whoever comes later gets one at once.',
    action: 'classes.manage',
    params,
    answer: RunStarted,
  },
  'POST /api/classes/[classId]/end': {
    summary:
      'Ends the class: starts the run that deletes all its clusters and writes the receipt. Students are signed out.',
    action: 'classes.manage',
    params,
    answer: RunStarted,
  },
  'POST /api/classes/[classId]/forget': {
    summary: 'Anonymises or deletes the students of a class that has ended.',
    action: 'classes.manage',
    params,
    body: z.object({ how: z.enum(['anonymise', 'delete']) }),
    answer: 'nothing',
  },
  'GET /api/classes/[classId]/progress': {
    summary: 'One line a student, as CSV: who came, and what the panel saw them reach.',
    action: 'classes.read',
    params,
    answer: { media: 'text/csv' },
  },
} as const satisfies Contract
