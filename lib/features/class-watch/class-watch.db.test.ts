import { beforeEach, expect, it } from 'vitest'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { pool } from '@/lib/db/pool'
import type { RunEvent } from '@/lib/engine/state'
import type { Observation } from '@/lib/shared/classroom/wall'
import { emptyView } from '@/lib/shared/live-cluster/cluster-view'
import { answeredBy } from '@/lib/shared/practice/sighting'
import { nodeRow, podRow } from '@/lib/testing/live-rows'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { ClassWatch } from './class-watch'
import { isAnyClassLive } from './watched-students'

provideTestDatabase()

const MINUTE = 60_000
const plan = {
  recipe: 'create',
  lanes: [{ id: 'a', title: 'a', subtitle: '' }],
  stages: ['Join'],
  nodes: [{ id: 'join', step: 'join-agent', input: {}, after: [], lane: 'a', stage: 'Join' }],
  onFailure: 'hold',
}
let classId = ''

beforeEach(async () => {
  await db().user.deleteMany({ where: { role: 'student' } })
  await db().class.deleteMany({})
  await db().user.deleteMany({})
  await db().user.create({ data: { id: 'teacher', name: 'Ms Lee', email: 'lee@example.org', role: 'teacher' } })
  classId = newId()
  const now = Date.now()
  await db().class.create({
    data: {
      ...{ id: classId, ownerId: 'teacher', name: 'Networks', timeZone: 'UTC', seats: 3, mostMachines: 3, offer: {} },
      startsAt: new Date(now - 20 * MINUTE),
      endsAt: new Date(now + 20 * MINUTE),
    },
  })
})

let number = 0
async function student(joined = true): Promise<string> {
  const id = newId()
  number += 1
  await db().user.create({ data: { id, name: id, email: `${id}@students.invalid`, role: 'student' } })
  const here = joined ? { joinedAt: new Date(), seenAt: new Date() } : {}
  await db().student.create({ data: { id, classId, number, name: `S${number}`, origin: 'roster', ...here } })
  return id
}

async function clusterOf(ownerId: string, phase: string): Promise<string> {
  const id = newId()
  await db().cluster.create({ data: { id, ownerId, provider: 'practice', name: 'crate', definition: {}, phase } })
  return id
}

async function runOf(ownerId: string, clusterId: string, status: string, events: readonly RunEvent[]): Promise<void> {
  const id = newId()
  const subject = { subjectType: 'cluster', subjectId: clusterId, ownerId, actorId: ownerId, provider: 'practice' }
  await db().run.create({ data: { id, ...subject, number: 1, recipe: 'create', title: 'Creating', plan, status } })
  await append(id, events, 1)
}

const append = async (runId: string, events: readonly RunEvent[], first: number) => {
  for (const [place, event] of events.entries())
    await db().runEvent.create({ data: { runId, seq: first + place, event: JSON.parse(JSON.stringify(event)) } })
}

const seen = async (id: string): Promise<Observation> => {
  const { body } = await db().studentObservation.findUniqueOrThrow({ where: { studentId: id } })
  return JSON.parse(body) as Observation
}
const reached = async (studentId: string) =>
  (await db().studentMilestone.findMany({ where: { studentId } })).map(({ milestone }) => milestone).sort()

it('keeps what a student reaches, once, and never of a cluster that waits for somebody', async () => {
  const anna = await student()
  const spare = await student(false)
  const cluster = await clusterOf(anna, 'ready')
  await clusterOf(spare, 'ready')
  const watch = new ClassWatch()
  expect(await watch.look(Date.now())).toBe(2)
  expect(await reached(anna)).toEqual(['cluster-ready'])
  expect(await reached(spare)).toEqual([])
  expect(await seen(anna)).toMatchObject({ here: true, cluster: { id: cluster, phase: 'ready', practice: true } })
  const { reachedAt } = await db().studentMilestone.findFirstOrThrow({ where: { studentId: anna } })

  await db().clusterSighting.createMany({
    data: [answeredBy('go-echo'), 'kubectl'].map((kind) => ({ clusterId: cluster, kind })),
  })
  await watch.look(Date.now())
  expect(await reached(anna)).toEqual(['app-answered', 'cluster-ready', 'kubectl-used'])
  const again = await db().studentMilestone.findFirstOrThrow({ where: { studentId: anna, milestone: 'cluster-ready' } })
  expect(again.reachedAt).toEqual(reachedAt)
})

it('follows a live view by its deltas, and tells whoever looks', async () => {
  const anna = await student()
  const cluster = await clusterOf(anna, 'ready')
  const nodes = { a: nodeRow('a'), b: nodeRow('b', { ready: false, silentSince: 1 }) }
  const view = { ...emptyView(0), seq: 1, rows: { ...emptyView(0).rows, nodes } }
  await db().clusterSnapshot.create({ data: { clusterId: cluster, seq: 1, body: JSON.stringify(view) } })
  const heard: string[] = []
  const listener = await pool().connect()
  listener.on('notification', ({ payload = '' }) => heard.push(payload))
  await listener.query('listen classes')
  const watch = new ClassWatch()
  await watch.look(Date.now())
  expect(await reached(anna)).toEqual(['cluster-ready'])
  const pods = [podRow('x', { node: 'b', lost: true, replaced: true })]
  const delta = { seq: 2, upserts: { pods }, removes: {} }
  await db().clusterDelta.create({ data: { clusterId: cluster, seq: 2, body: JSON.stringify(delta) } })
  await watch.look(Date.now())
  expect(await reached(anna)).toEqual(['cluster-ready', 'pods-moved'])
  await listener.query('select 1')
  listener.release(true)
  expect(heard).toEqual([`${classId}/${anna}`, `${classId}/${anna}`])
})

it('marks a held run with its reason, also before its student came, and takes the mark away when it goes on', async () => {
  const spare = await student(false)
  const cluster = await clusterOf(spare, 'attention')
  const failure = {
    code: 'x',
    message: 'x',
    userMessage: 'The machine refuses its token.',
    retryable: false,
    details: {},
  }
  const at = Date.now()
  await runOf(spare, cluster, 'held', [
    { type: 'started', node: 'join', at },
    { type: 'failed', node: 'join', error: failure, at },
  ])
  const watch = new ClassWatch()
  await watch.look(at)
  expect((await seen(spare)).marks).toEqual([
    { kind: 'held-run', since: at, why: 'The run is held: The machine refuses its token.' },
  ])
  const run = await db().run.findFirstOrThrow({ where: { subjectId: cluster } })
  await append(run.id, [{ type: 'retry_requested', actor: spare, at }], 3)
  await db().run.update({ where: { id: run.id }, data: { status: 'running' } })
  await watch.look(at)
  expect(await seen(spare)).toMatchObject({ marks: [], run: { done: 0, steps: 1 } })
})

it('compares a step with the class', async () => {
  const now = Date.now()
  const took = (ms: number): readonly RunEvent[] => [
    { type: 'started', node: 'join', at: now - ms },
    { type: 'succeeded', node: 'join', output: null, at: now },
  ]
  for (const ms of [9_000, 10_000, 12_000]) {
    const quick = await student()
    await runOf(quick, await clusterOf(quick, 'ready'), 'succeeded', took(ms))
  }
  const slow = await student()
  await runOf(slow, await clusterOf(slow, 'creating'), 'running', [{ type: 'started', node: 'join', at: now - 30_000 }])
  await new ClassWatch().look(now)
  expect((await seen(slow)).marks).toMatchObject([{ kind: 'slow-step', since: now - 10_000 }])
})

it('looks at nobody once the class has ended, or on another day', async () => {
  await student()
  expect(await isAnyClassLive()).toBe(true)
  await db().class.update({ where: { id: classId }, data: { endedAt: new Date() } })
  expect(await isAnyClassLive()).toBe(false)
  expect(await new ClassWatch().look(Date.now())).toBe(0)
  const day = 24 * 60 * MINUTE
  const times = { startsAt: new Date(Date.now() + day), endsAt: new Date(Date.now() + day + MINUTE), endedAt: null }
  await db().class.update({ where: { id: classId }, data: times })
  // A teacher who tries it the day before is seen all the same.
  expect(await isAnyClassLive()).toBe(true)
  await db().student.updateMany({ data: { seenAt: null } })
  expect(await isAnyClassLive()).toBe(false)
})
