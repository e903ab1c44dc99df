import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { hashPassword } from '@/lib/features/accounts/write-user'
import { saveReleasesUrl } from '@/lib/features/artifacts/release-settings'
import { callRoute, type RouteCall } from '@/lib/testing/call-route'
import { likeButOdd, oddText } from '@/lib/testing/odd-input'
import { OpenApiAnswers } from '@/lib/testing/openapi-answers'
import { scaledMs } from '@/lib/testing/pace'
import { provideRoutes } from '@/lib/testing/provide-routes'
import { type RouteSample, routeSamples } from '@/lib/testing/route-samples'
import {
  removeThings,
  SEEDED_PASSWORD,
  type SeededPerson,
  seedPerson,
  seedThings,
  type Things,
} from '@/lib/testing/seed-panel'

const routes = provideRoutes()

/** Calls in all, or `FUZZ_CALLS`; `FUZZ_RUNS=10000` makes so many at each route, `FUZZ_SEED` makes others, `FUZZ_PART=2/5` takes a part of the routes. */
const CALLS = Number(process.env['FUZZ_CALLS'] ?? 10_000)
const [PART, PARTS] = (process.env['FUZZ_PART'] ?? '1/1').split('/').map(Number)
const PER_ROUTE = Number(process.env['FUZZ_RUNS'] ?? 0)
const SEED = Number(process.env['FUZZ_SEED'] ?? 5)
/** Each of these hashes a password, visits a machine or waits for one: a tenth of the calls. */
const SLOW = new Set([
  'POST /api/account/password',
  'POST /api/accounts',
  'POST /api/cloud-accounts',
  'POST /api/cloud-accounts/[accountId]/check',
  'PUT /api/cloud-accounts/[accountId]/token',
  'GET /api/cloud-accounts/[accountId]/catalogue',
  'POST /api/cloud-accounts/[accountId]/catalogue',
  'POST /api/cloud-accounts/[accountId]/sweep/look',
  'POST /api/machines/[machineId]/check',
  'POST /api/machines/scan',
  'POST /api/machines/[machineId]/fix',
  'POST /api/machines/preflight',
  'POST /api/clusters/preflight',
  'GET /api/clusters/[clusterId]/practice',
  'POST /api/clusters/[clusterId]/practice',
])
const RENEW_EVERY = 60
/** Every answer is what the description of the API says, also to what nobody should send. */
const documented = new OpenApiAnswers()

let ada: SeededPerson
let things: Things

beforeAll(async () => {
  ada = await seedPerson('Ada', 'admin', await hashPassword(SEEDED_PASSWORD))
})

async function renew(): Promise<void> {
  await removeThings(ada.userId)
  things = await seedThings(ada.userId)
  await saveReleasesUrl('http://127.0.0.1:1')
}

/** Which odd values stand in the place of which good ones; the good ones are known only when the call is made. */
type Oddities = Partial<Record<'params' | 'query' | 'body', unknown>> & { readonly raw?: string }

const MARK = /^<(\w+)>$/
const MARKED = {
  sshKeyId: '<sshKeyId>',
  machineId: '<machineId>',
  freeMachineId: '<freeMachineId>',
  clusterId: '<clusterId>',
  runId: '<runId>',
  practiceClusterId: '<practiceClusterId>',
  practiceMachineId: '<practiceMachineId>',
  cloudAccountId: '<cloudAccountId>',
  cardBatchId: '<cardBatchId>',
  cardImageId: '<cardImageId>',
  cardLinkId: '<cardLinkId>',
  practiceBoardId: '<practiceBoardId>',
  raceId: '<raceId>',
  classId: '<classId>',
  studentId: '<studentId>',
  userId: '<userId>',
}

/** Puts ids in the place of their marks. */
function filled(value: unknown): unknown {
  if (typeof value === 'string') {
    const name = MARK.exec(value)?.[1] ?? ''
    const known: Readonly<Record<string, string>> = { ...things, userId: ada.userId }
    return Object.hasOwn(known, name) ? known[name] : value
  }
  if (Array.isArray(value)) return value.map(filled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]))
}

function oddities(sample: RouteSample): fc.Arbitrary<Oddities> {
  const params = sample.params === undefined ? undefined : fc.record(mapValues(sample.params, textLike))
  const query = fc.oneof(
    fc.record(mapValues(sample.query ?? {}, textLike), { requiredKeys: [] }),
    fc.dictionary(oddText(), oddText(), { maxKeys: 3 }),
  )
  const bodies = [sample.body, sample.otherBody].filter((body) => body !== undefined)
  const body = bodies.length === 0 ? undefined : fc.oneof(...bodies.map(likeButOdd))
  const raw = sample.raw === undefined ? undefined : oddText()
  const parts = { ...(params && { params }), query, ...(body && { body }), ...(raw && { raw }) }
  return fc.record(parts)
}

const textLike = (good: string) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: oddText() })
const mapValues = <In, Out>(record: Readonly<Record<string, In>>, to: (value: In) => Out): Record<string, Out> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]))

/** Undefined, or what is wrong with an answer. */
async function complaint(name: string, response: Response): Promise<string | undefined> {
  const odd = await documented.problemOf(name, response.clone())
  if (odd !== undefined) return odd
  const stream = response.headers.get('content-type')?.includes('event-stream') ?? false
  if (response.status < 400) {
    await (stream ? response.body?.cancel() : response.arrayBuffer())
    return undefined
  }
  if (response.status >= 500 && response.status !== 503) return `${response.status}: ${await response.text()}`
  const { error } = await response.json()
  if (!/\w.{10,}[.!?]$/s.test(error.userMessage)) return `${response.status} in no plain words: ${error.userMessage}`
  if (error.code !== 'bad-input') return undefined
  const { fields, field, lines } = error.details
  const named = typeof field === 'string' || lines?.length > 0 || fields?.length > 0
  return named ? undefined : `names no field: ${error.userMessage}`
}

it('gives a plain answer to whatever it is sent, at every route', { timeout: scaledMs(1_200_000) }, async () => {
  const taking = routes().filter(({ params, name }) => params.length > 0 || samples[name] !== undefined)
  const chosen = taking.filter((_, index) => index % (PARTS ?? 1) === (PART ?? 1) - 1)
  const each = PER_ROUTE || Math.ceil(CALLS / (chosen.length - 0.9 * SLOW.size))
  const statuses: Record<number, number> = {}
  const tookMs: Record<string, number> = {}
  let calls = 0
  for (const route of chosen) {
    const numRuns = SLOW.has(route.name) ? Math.ceil(each / 10) : each
    const property = fc.asyncProperty(oddities(samples[route.name] ?? {}), async (odd) => {
      if (calls++ % RENEW_EVERY === 0) await renew()
      // The parts of a call are as wild as the generator makes them.
      const call = filled(odd) as RouteCall
      const response = await callRoute(route, { ...call, cookie: ada.cookie })
      statuses[response.status] = (statuses[response.status] ?? 0) + 1
      expect(await complaint(route.name, response), route.name).toBeUndefined()
    })
    const startedAt = performance.now()
    await fc.assert(property, { numRuns, seed: SEED })
    tookMs[`${numRuns} × ${route.name}`] = Math.round(performance.now() - startedAt)
  }
  if (PER_ROUTE > 0) console.log(tookMs)
  console.log(`${calls} calls of ${chosen.length} routes: ${JSON.stringify(statuses)}`)
  expect(calls).toBeGreaterThanOrEqual(CALLS)
  // Nobody was harmed.
  expect(await db().user.count({ where: { id: ada.userId, role: 'admin' } })).toBe(1)
})

const samples = routeSamples(MARKED)
