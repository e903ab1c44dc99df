import { z } from 'zod'
import { ClusterRequest } from '@/lib/providers/cluster-request'
import { definitions } from '@/lib/providers/definitions.gen'
import { plainWords } from '@/lib/shared/plain-words'
import { PersonName } from './accounts'
import { list, Time } from './field'

export const MOST_SEATS = 200
const MOST_MINUTES = 30 * 24 * 60

/** As others in the class see it; a student's is all that is known of them. */
export const StudentName = PersonName

/**
 * What each student gets: what `POST /api/clusters` takes for this provider without `provider` and `name`, and without
 * `machines` where machines are picked: those are the boards that a teacher lends to each student. Practice:
 * `{ machines: 3, speed: 10, apps: ['go-echo'] }`.
 */
export const ClassOffer = z
  .object({ provider: z.string().min(1).max(40), settings: z.record(z.string().max(60), z.unknown()) })
  .superRefine((offer, context) => {
    const read = ClusterRequest.safeParse(sampleRequest(offer), { error: plainWords })
    if (read.success) return
    for (const { path, message } of read.error.issues) {
      context.addIssue({ code: 'custom', path: path[0] === 'provider' ? path : ['settings', ...path], message })
    }
  })
export type ClassOffer = z.infer<typeof ClassOffer>

/** Whether machines of this provider are lent from the desk. */
export const isLent = (provider: string): boolean =>
  definitions.some(({ id, machines }) => id === provider && machines === 'pick')

/** The offer as a whole request, for one machine that does not exist where machines are lent. */
const sampleRequest = ({ provider, settings }: { provider: string; settings: Record<string, unknown> }) => ({
  ...settings,
  provider,
  name: 'sample',
  ...(isLent(provider) ? { machines: [{ machineId: 'sample', role: 'server' }] } : {}),
})

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** `keep`: as they are. `anonymise`: “Student 7”, with what they reached. `delete`: nothing of them stays. */
export const Afterwards = z.enum(['keep', 'anonymise', 'delete'])
export type Afterwards = z.infer<typeof Afterwards>

/** `name`: whoever has the code says a name. `roster`: they pick one of the roster that nobody has taken. */
export const CodeMode = z.enum(['name', 'roster'])
export type CodeMode = z.infer<typeof CodeMode>

const Minutes = z
  .number()
  .int('Give whole minutes.')
  .min(5, 'At least 5 minutes.')
  .max(MOST_MINUTES, 'At most 30 days.')

export const classFields = {
  name: z.string().trim().min(1, 'Give the class a name.').max(60, 'At most 60 characters.'),
  timeZone: z.string().max(60).refine(isTimeZone, 'This is no time zone. It looks like Europe/Berlin.'),
  startsAt: Time.int().min(0).max(8e12),
  endsAt: Time.int().min(0).max(8e12),
  seats: z.number().int().min(1, 'At least one seat.').max(MOST_SEATS, `At most ${MOST_SEATS} seats.`),
  offer: ClassOffer,
  /** Of one student, at a time. */
  mostClusters: z.number().int().min(1, 'At least one cluster.').max(5, 'At most 5 clusters each.'),
  /** In one cluster. */
  mostMachines: z.number().int().min(1, 'At least one machine.').max(20, 'At most 20 machines each.'),
  /** How long a cluster lives; null: until the class ends, or somebody deletes it. */
  clusterMinutes: Minutes.nullable(),
  /** Whether everything is deleted when `endsAt` is over, without a click. */
  endsItself: z.boolean(),
  afterwards: Afterwards,
  /** `afterwards` happens so many days after the end; null: when a teacher asks for it. */
  afterDays: z.number().int().min(0, 'At least 0 days.').max(365, 'At most 365 days.').nullable(),
  codeMode: CodeMode,
} as const

/** How a class is as a whole. `warming`: clusters are being made. `attention`: a run of it waits for a teacher. */
export const ClassPhase = z.enum(['open', 'warming', 'ending', 'ended', 'attention'])
export type ClassPhase = z.infer<typeof ClassPhase>

/** `planned`: before its time. `live`: it goes on. `over`: its time is over, and nobody ended it. `ended`: cleaned up. */
export const ClassState = z.enum(['planned', 'live', 'over', 'ended'])
export type ClassState = z.infer<typeof ClassState>

/** Of one cluster at the end of a class. */
export const ReceiptOfCluster = z.object({
  clusterId: z.string(),
  cluster: z.string(),
  student: z.string(),
  /** Machines of it that were looked at, and free again or gone. */
  machines: z.number(),
  /** What may be left, a sentence each; none: nothing is. */
  left: list(z.string()),
})

/** The proof after the end of a class: of each cluster that it had then. */
export const ClassReceipt = z
  .object({ checkedAt: Time, clusters: list(ReceiptOfCluster), left: z.number() })
  .meta({ id: 'ClassReceipt' })
export type ClassReceipt = z.infer<typeof ClassReceipt>
