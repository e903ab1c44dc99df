import { beforeAll, describe, expect, it } from 'vitest'
import type { Endpoint } from '@/lib/contracts/endpoint'
import type { Role } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { hashPassword } from '@/lib/features/accounts/write-user'
import { may } from '@/lib/shared/policy'
import { callRoute } from '@/lib/testing/call-route'
import { type FoundRoute, isRoute } from '@/lib/testing/find-routes'
import { OpenApiAnswers } from '@/lib/testing/openapi-answers'
import { scaledMs } from '@/lib/testing/pace'
import { provideRoutes } from '@/lib/testing/provide-routes'
import { routeSamples } from '@/lib/testing/route-samples'
import { seedClass, studentCookie } from '@/lib/testing/seed-class'
import {
  removeThings,
  SEEDED_PASSWORD,
  type SeededPerson,
  seedPerson,
  seedThings,
  type Things,
} from '@/lib/testing/seed-panel'

const routes = provideRoutes()

let admin: SeededPerson
let teacher: SeededPerson
/** The cookie of a student in a class of the teacher's. */
let student: string
let owner: SeededPerson
let stranger: SeededPerson
let disabled: SeededPerson
let expired: SeededPerson

beforeAll(async () => {
  const hash = await hashPassword(SEEDED_PASSWORD)
  admin = await seedPerson('Ada', 'admin', hash)
  teacher = await seedPerson('Tess', 'teacher', hash)
  owner = await seedPerson('Bob', 'member', hash)
  stranger = await seedPerson('Eve', 'member', hash)
  disabled = await seedPerson('Mallory', 'member', hash)
  expired = await seedPerson('Trent', 'member', hash)
  student = await studentCookie((await seedClass(teacher.userId)).studentId)
  await db().user.update({ where: { id: disabled.userId }, data: { banned: true } })
  await db().session.updateMany({ where: { userId: expired.userId }, data: { expiresAt: new Date(0) } })
})

const NOTHING = {
  sshKeyId: '',
  machineId: '',
  freeMachineId: '',
  clusterId: '',
  runId: '',
  practiceClusterId: '',
  practiceMachineId: '',
  cloudAccountId: '',
  cardBatchId: '',
  cardImageId: '',
  cardLinkId: '',
  practiceBoardId: '',
  raceId: '',
  classId: '',
  studentId: '',
  userId: '',
}

/** The description of the API, as any client would read it. */
const documented = new OpenApiAnswers()

const closed = () => routes().filter(({ handler }) => isRoute(handler) && handler.endpoint.action !== 'public')

/** Whether the policy lets the role do what the route is for. */
const allows = (handler: unknown, role: Role) =>
  isRoute(handler) && (handler.endpoint.action === 'public' || may({ role }, handler.endpoint.action))

/** Calls each of the routes with what is good for the owner's things, which are new each time. Statuses by route. */
async function walk(
  chosen: readonly FoundRoute[],
  cookie: string,
  look: (route: FoundRoute, response: Response, things: Things) => Promise<void> | void,
): Promise<void> {
  for (const route of chosen) {
    await removeThings(owner.userId)
    const things = await seedThings(owner.userId)
    // Several routes ask for a password, and count wrong ones together.
    await db().rateLimit.deleteMany()
    const sample = routeSamples({ ...things, userId: owner.userId })[route.name] ?? {}
    const response = await callRoute(route, { ...sample, cookie })
    await look(route, response, things)
    await response.body?.cancel().catch(() => undefined)
  }
}

const takesInput = ({ query, body }: Endpoint) => query !== undefined || body !== undefined

it('has a sample for every route that takes something', () => {
  const samples = routeSamples(NOTHING)
  const unknown = Object.keys(samples).filter((name) => !routes().some((route) => route.name === name))
  expect(unknown).toEqual([])
  const lacking = routes().filter(({ params, handler, name }) => {
    const takes = params.length > 0 || (isRoute(handler) && takesInput(handler.endpoint))
    return takes && samples[name] === undefined
  })
  expect(lacking.map(({ name }) => name)).toEqual([])
})

describe('a request', () => {
  it.each([
    ['without a session', () => ''],
    ['with a made-up session', () => `buzz.session_token=${'x'.repeat(32)}.${'y'.repeat(43)}%3D`],
    ['of a disabled user', () => disabled.cookie],
    ['with an expired session', () => expired.cookie],
  ])(
    '%s is refused by every route, the stream included',
    async (_, cookie) => {
      const wrong: string[] = []
      await walk(closed(), cookie(), ({ name }, { status }) => {
        if (status !== 401) wrong.push(`${name}: ${status}`)
      })
      expect(closed().map(({ name }) => name)).toContain('GET /api/live')
      expect(wrong).toEqual([])
    },
    scaledMs(60_000),
  )

  it.each(['admin', 'teacher', 'member', 'student'] as const)(
    'of role %s is refused exactly by the routes whose action the policy refuses it',
    async (role) => {
      const wrong: string[] = []
      const cookies = { admin: admin.cookie, teacher: teacher.cookie, member: owner.cookie, student }
      await walk(closed(), cookies[role], ({ name, handler }, { status }) => {
        if ((status === 403) === allows(handler, role)) wrong.push(`${name}: ${status}`)
      })
      expect(wrong).toEqual([])
    },
    scaledMs(60_000),
  )

  it.each(['member', 'teacher', 'student'] as const)(
    'of a %s finds nothing of somebody else, whatever it asks and wants to change',
    async (role) => {
      const cookies = { member: stranger.cookie, teacher: teacher.cookie, student }
      const forThem = closed().filter(({ handler }) => allows(handler, role))
      const wrong: string[] = []
      await walk(forThem, cookies[role], async ({ name, params }, response, things) => {
        const ids = [...Object.values(things), owner.userId]
        const text = response.headers.get('content-type')?.includes('event-stream') ? '' : await response.clone().text()
        const named = ids.filter((id) => text.includes(id))
        if (named.length > 0) wrong.push(`${name} names ${named}`)
        const points = params.some((param) => param.endsWith('Id')) || NAMES_THINGS.has(name)
        // That the simulated world is away says nothing of whose it is.
        const away = text.includes('practice-world-away')
        // What a class does not offer is refused before anybody looks whose it is.
        const offered = !text.includes('class-refuses')
        if (points && !away && offered && ![404, 400].includes(response.status))
          wrong.push(`${name}: ${response.status}`)
        if (!(await unchanged(things))) wrong.push(`${name} changed something`)
      })
      expect(wrong).toEqual([])
    },
    scaledMs(60_000),
  )

  it.each([
    ['the owner', () => owner],
    ['an admin', () => admin],
  ])(
    'of %s comes through, and whatever comes of it is said in plain words',
    async (_, who) => {
      const wrong: string[] = []
      const role = who() === admin ? 'admin' : 'member'
      const allowed = closed().filter(({ handler }) => allows(handler, role))
      await walk(allowed, who().cookie, async ({ name }, response) => {
        const odd = await documented.problemOf(name, response.clone())
        if (odd !== undefined) wrong.push(odd)
        if (response.status < 400) return
        const { error } = await response.clone().json()
        const ofAnother = role === 'admin' && response.status === 404 && FOR_OWNERS.has(name)
        const refusal = [400, 404, 409].includes(response.status) && error.code !== 'not-found'
        if (!refusal && !ofAnother) wrong.push(`${name}: ${response.status} ${error.code}`)
        if (!/\w.{10,}[.!?]$/s.test(error.userMessage)) wrong.push(`${name} says: ${error.userMessage}`)
      })
      expect(wrong).toEqual([])
    },
    scaledMs(120_000),
  )
})

/** Routes whose body, not whose address, names the things of somebody. */
const NAMES_THINGS = new Set([
  'POST /api/cards',
  'POST /api/machines',
  'POST /api/machines/preflight',
  'POST /api/clusters',
  'POST /api/clusters/preflight',
  'GET /api/live',
])
/** An admin of the panel does not become the admin of everybody's clusters, nor spends others' money. */
const FOR_OWNERS = new Set([
  'POST /api/practice/boards/[machineId]/write',
  'POST /api/practice/boards/[machineId]/power-on',
  'GET /api/cards/images/[imageId]/drives',
  'POST /api/cards/images/[imageId]/write',
  'DELETE /api/cards/images/[imageId]/write',
  'GET /api/clusters/[clusterId]/kubeconfig',
  'GET /api/cards/[batchId]',
  'DELETE /api/cards/[batchId]',
  'DELETE /api/cards/links/[linkId]',
  'GET /api/cards/images/[imageId]/[file]',
  'GET /api/cloud-accounts/[accountId]',
  'PATCH /api/cloud-accounts/[accountId]',
  'DELETE /api/cloud-accounts/[accountId]',
  'POST /api/cloud-accounts/[accountId]/check',
  'PUT /api/cloud-accounts/[accountId]/token',
  'GET /api/cloud-accounts/[accountId]/catalogue',
  'POST /api/cloud-accounts/[accountId]/catalogue',
  'POST /api/cloud-accounts/[accountId]/sweep/look',
  'POST /api/cloud-accounts/[accountId]/sweep',
  'PATCH /api/cloud-accounts/[accountId]/sweep',
])

async function unchanged({
  sshKeyId,
  machineId,
  freeMachineId,
  clusterId,
  runId,
  cloudAccountId,
  raceId,
  classId,
  studentId,
}: Things): Promise<boolean> {
  const [key, account, race, classes, students, machines, cluster, run, runs] = await Promise.all([
    db().sshKey.count({ where: { id: sshKeyId } }),
    db().cloudAccount.count({ where: { id: cloudAccountId, name: `work-${cloudAccountId}` } }),
    db().race.count({ where: { id: raceId, leftImagingMinutes: null } }),
    db().class.count({
      where: { id: classId, name: 'Networks 10b', endedAt: null, pausedAt: null, code: { not: null } },
    }),
    db().student.count({ where: { id: studentId, name: 'Mio', linkVersion: 1, claimedAt: null, handAt: null } }),
    db().machine.count({ where: { id: { in: [machineId, freeMachineId] }, preflightAt: null } }),
    db().cluster.findUnique({ where: { id: clusterId }, include: { apps: true } }),
    db().run.findUnique({ where: { id: runId } }),
    db().run.count({ where: { subjectType: 'cluster', subjectId: clusterId } }),
  ])
  return (
    key === 1 &&
    account === 1 &&
    race === 1 &&
    classes === 1 &&
    students === 1 &&
    machines === 2 &&
    cluster?.phase === 'ready' &&
    cluster.apps.length === 1 &&
    run?.status === 'held' &&
    runs === 1
  )
}
