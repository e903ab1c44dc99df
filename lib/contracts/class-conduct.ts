import { z } from 'zod'
import type { Contract } from './endpoint'
import { Id, list, Time } from './field'

/** What a teacher said to the class, or to one student. */
export const ClassMessage = z
  .object({ id: z.string(), from: z.string(), text: z.string(), at: Time })
  .meta({ id: 'ClassMessage' })
export type ClassMessage = z.infer<typeof ClassMessage>

/** `look`: the teacher sees the student's clusters. `assist`: they may change them, too. The student sees either. */
export const VisitMode = z.enum(['look', 'assist'])
export type VisitMode = z.infer<typeof VisitMode>

const classParams = z.object({ classId: Id })
const params = classParams.extend({ studentId: Id })
/** Which students; left out: all of the class. */
const studentIds = z.array(Id).min(1).max(200).optional()

/** What a teacher does while the class goes on. */
export const classConductEndpoints = {
  'POST /api/classes/[classId]/messages': {
    summary: 'Says something to all students, or to some.',
    action: 'classes.manage',
    params: classParams,
    body: z.object({
      text: z.string().trim().min(1, 'Write something.').max(500, 'At most 500 characters.'),
      studentIds,
    }),
    answer: 'nothing',
  },
  'PUT /api/classes/[classId]/paused': {
    summary: 'Pauses all students or some, who then see everything and change nothing, or lets them go on.',
    action: 'classes.manage',
    params: classParams,
    body: z.object({ paused: z.boolean(), studentIds }),
    answer: 'nothing',
  },
  'POST /api/classes/[classId]/extend': {
    summary: 'More time: for the whole class, its end too; or for the clusters of some students.',
    action: 'classes.manage',
    params: classParams,
    body: z.object({
      minutes: z.number().int().min(1, 'At least one minute.').max(480, 'At most 8 hours.'),
      studentIds,
    }),
    answer: z.object({ endsAt: Time, clusters: z.number() }),
  },
  'PUT /api/classes/[classId]/students/[studentId]/claim': {
    summary: 'Says that oneself is on the way to a student, or no longer. One teacher at a time has a claim.',
    action: 'classes.manage',
    params,
    body: z.object({ claimed: z.boolean() }),
    answer: 'nothing',
  },
  'DELETE /api/classes/[classId]/students/[studentId]/hand': {
    summary: 'Takes a student’s hand down: they were helped.',
    action: 'classes.manage',
    params,
    answer: 'nothing',
  },
  'PUT /api/classes/[classId]/students/[studentId]/visit': {
    summary:
      'Begins to look at a student’s clusters, or to assist, or goes on for some more minutes. Written to the audit log.',
    action: 'classes.manage',
    params,
    body: z.object({ mode: VisitMode }),
    answer: z.object({ until: Time, clusterIds: list(z.string()) }),
  },
  'DELETE /api/classes/[classId]/students/[studentId]/visit': {
    summary: 'Ends one’s own visit.',
    action: 'classes.manage',
    params,
    answer: 'nothing',
  },
} as const satisfies Contract
