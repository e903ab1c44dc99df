import { z } from 'zod'
import { ClassMessage, VisitMode } from './class-conduct'
import { CreatedCluster } from './clusters'
import type { Contract } from './endpoint'
import { list, Time } from './field'

/** A student's own class, as they see it: nothing of others. */
export const AttendedClass = z
  .object({
    classId: z.string(),
    className: z.string(),
    timeZone: z.string(),
    startsAt: Time,
    endsAt: Time,
    teachers: list(z.string()),
    studentId: z.string(),
    name: z.string(),
    /** What they may have. */
    offer: z.object({
      provider: z.string(),
      practice: z.boolean(),
      mostClusters: z.number(),
      mostMachines: z.number(),
    }),
    clusters: list(z.object({ id: z.string(), name: z.string(), phase: z.string(), endsAt: Time.nullable() })),
    /** Why they can not make a cluster now, in a sentence; null: they can. */
    noCluster: z.string().nullable(),
    milestones: list(z.object({ id: z.string(), reachedAt: Time })),
    /** Null while their hand is down. `place`: 1 is next. `teacher`: who is on the way. */
    hand: z.object({ at: Time, note: z.string(), place: z.number(), teacher: z.string().nullable() }).nullable(),
    /** Teachers who look or act at this moment. */
    visits: list(z.object({ teacher: z.string(), mode: VisitMode, beganAt: Time })),
    /** The newest few, newest first. */
    messages: list(ClassMessage),
    paused: z.boolean(),
    /** What becomes of what is known of them, and when; `at` null: when a teacher asks for it. */
    afterwards: z.object({ how: z.enum(['keep', 'anonymise', 'delete']), at: Time.nullable() }),
    /** The panel's clock when this was read. */
    now: Time,
  })
  .meta({ id: 'AttendedClass' })
export type AttendedClass = z.infer<typeof AttendedClass>

/** What a student does in their class, besides what they do with their clusters. */
export const attendingEndpoints = {
  'GET /api/class': {
    summary: 'One’s own class. Asking for it says that one is there.',
    action: 'class.attend',
    answer: AttendedClass,
  },
  'POST /api/class/clusters': {
    summary: 'Makes the cluster that the class offers.',
    action: 'class.attend',
    answer: CreatedCluster,
  },
  'PUT /api/class/hand': {
    summary: 'Raises one’s hand, or takes it down.',
    action: 'class.attend',
    body: z.object({ up: z.boolean(), note: z.string().trim().max(200, 'At most 200 characters.').default('') }),
    answer: 'nothing',
  },
} as const satisfies Contract
