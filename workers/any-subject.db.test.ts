import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { bus, closeBus } from '@/lib/events/bus'
import { openLiveStream } from '@/lib/features/live/open-live-stream'
import { cancelRun } from '@/lib/features/runs/cancel-run'
import { listRuns, readRun } from '@/lib/features/runs/queries'
import { kindsByType, recipesById } from '@/lib/features/runs/run-kinds'
import { startRun } from '@/lib/features/runs/start-run'
import type { PanelRecipe, SubjectKind } from '@/lib/features/runs/subject-kind'
import { closeRunQueue, queueLocation } from '@/lib/queue/run-queue'
import { topics } from '@/lib/shared/live-stream'
import { demoPlan, demoSteps } from '@/lib/testing/demo/demo-steps'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedRun } from '@/lib/testing/seed-run'
import { runWorker } from './run-worker'

provideTestDatabase()

/** A play that a person rehearses with others who may watch: nothing of the panel knows of it but what stands here. */
interface Rehearsal {
  readonly ownerId: string
  readonly watchers: readonly string[]
  phases: string[]
}
const rehearsals = new Map<string, Rehearsal>()
const seenBy = ({ userId }: Actor, { ownerId, watchers }: Rehearsal) => userId === ownerId || watchers.includes(userId)

const recipe: PanelRecipe = {
  id: 'demo',
  subjectType: 'rehearsal',
  effect: 'changes',
  phases: {
    running: 'on stage',
    succeeded: 'applause',
    held: 'prompting',
    unwinding: 'clearing',
    undone: 'cleared',
    stuck: 'prompting',
  },
  lock: () => 'the only stage',
  actions: { see: 'runs.read', command: 'runs.command' },
}

const rehearsalSubject: SubjectKind = {
  type: 'rehearsal',
  unknownRecipe: { ...recipe, lock: () => undefined },
  // Admins of the panel have no business here.
  visible: (actor) => ({
    subjectId: { in: [...rehearsals].flatMap(([id, rehearsal]) => (seenBy(actor, rehearsal) ? [id] : [])) },
  }),
  async find(_transaction, actor, id) {
    const rehearsal = rehearsals.get(id)
    if (rehearsal === undefined || !seenBy(actor, rehearsal)) return undefined
    return { ownerId: rehearsal.ownerId, name: id, provider: 'boards' }
  },
  present: async (ids) => new Map(ids.map((id) => [id, { name: `Rehearsal ${id}`, href: null }])),
  runHref: ({ id }) => `/runs/${id}`,
  async savePhase(_transaction, id, phase) {
    rehearsals.get(id)?.phases.push(phase)
  },
}

let stop: () => Promise<void>
beforeAll(() => {
  kindsByType.set(rehearsalSubject.type, rehearsalSubject)
  recipesById.set(recipe.id, recipe)
})
beforeEach(() => {
  const stopping = new AbortController()
  const worker = runWorker({
    steps: demoSteps,
    portsFor: () => ({ ports: undefined, close: async () => {} }),
    bus: bus(),
    location: queueLocation(),
    signal: stopping.signal,
  })
  stop = () => {
    stopping.abort(new Error('the test ends'))
    return worker
  }
})
afterEach(() => stop())
afterAll(async () => {
  kindsByType.delete(rehearsalSubject.type)
  recipesById.delete(recipe.id)
  await closeRunQueue()
  await closeBus()
})

/** Somebody with a rehearsal, somebody who watches it, and people who do not. */
async function cast() {
  const [owner, watcher, stranger] = await Promise.all([seedRun(), seedRun(), seedRun()])
  const id = newId()
  const rehearsal: Rehearsal = { ownerId: owner.ownerId, watchers: [watcher.ownerId], phases: [] }
  rehearsals.set(id, rehearsal)
  const actor = (userId: string): Actor => ({ userId, role: 'member' })
  return {
    rehearsal,
    subject: { type: 'rehearsal', id },
    owner: actor(owner.ownerId),
    watcher: actor(watcher.ownerId),
    stranger: actor(stranger.ownerId),
    admin: { userId: 'root', role: 'admin' } satisfies Actor,
  }
}

const statusOf = async (runId: string) => (await db().run.findUniqueOrThrow({ where: { id: runId } })).status

/** The first message of each of these topics, as a browser gets it. */
async function firstFrames(actor: Actor, names: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  const abort = new AbortController()
  const options = { cursors: new Map(), signals: [abort.signal], stillAllowed: async () => true }
  const stream = await openLiveStream(actor, names, options)
  const frames = new Map<string, unknown>()
  const decoder = new TextDecoder()
  let text = ''
  for await (const part of stream) {
    text += decoder.decode(part, { stream: true })
    for (const [, json] of text.matchAll(/^data: (\{.+\})$/gm)) {
      const { topic, body } = JSON.parse(json ?? '')
      if (!frames.has(topic)) frames.set(topic, body)
    }
    if (frames.size === names.length) break
  }
  abort.abort()
  return frames
}

describe('a run about something that the panel has never heard of', () => {
  it('is driven to its end by the worker, and changes the phase of its own subject', async () => {
    const { owner, subject, rehearsal } = await cast()
    const { runId, number } = await startRun(owner, { subject, title: 'First night', plan: demoPlan({ lanes: 2 }) })
    expect(number).toBe(1)
    await expect.poll(() => statusOf(runId), { timeout: scaledMs(10_000) }).toBe('succeeded')
    expect(rehearsal.phases).toEqual(['on stage', 'applause'])
    expect(await db().run.findUnique({ where: { id: runId } })).toMatchObject({
      subjectType: 'rehearsal',
      ownerId: owner.userId,
      endedAt: expect.any(Date),
    })
    expect(await db().auditEntry.findFirst({ where: { subjectId: runId } })).toMatchObject({
      action: 'run.start',
      details: { rehearsal: subject.id },
    })
  })

  it('is seen, read and followed by whoever its own rule lets, and by nobody else', async () => {
    const { owner, watcher, stranger, admin, subject } = await cast()
    const { runId } = await startRun(owner, { subject, title: 'First night', plan: demoPlan({ lanes: 1 }) })
    await expect.poll(() => statusOf(runId), { timeout: scaledMs(10_000) }).toBe('succeeded')
    const names = [topics.run(runId), topics.log(runId)]
    for (const actor of [owner, watcher]) {
      expect(await readRun(actor, runId)).toMatchObject({
        run: { href: `/runs/${runId}`, subject: { ...subject, name: `Rehearsal ${subject.id}`, href: null } },
        effect: 'changes',
      })
      // Beside the run about a cluster that each of them has.
      expect((await listRuns(actor)).map((run) => run.subject.type).sort()).toEqual(['cluster', 'rehearsal'])
      const frames = await firstFrames(actor, names)
      expect(frames.get(topics.run(runId))).toContainEqual(expect.objectContaining({ type: 'claimed' }))
      expect(JSON.stringify(frames.get(topics.log(runId)))).toContain('lane1 1 1')
    }
    const options = { cursors: new Map(), signals: [], stillAllowed: async () => true }
    for (const actor of [stranger, admin]) {
      await expect(readRun(actor, runId)).rejects.toMatchObject({ code: 'not-found' })
      expect((await listRuns(actor)).filter((run) => run.subject.type === 'rehearsal')).toEqual([])
      await expect(cancelRun(actor, runId, 'hold')).rejects.toMatchObject({ code: 'not-found' })
      for (const name of names) {
        await expect(openLiveStream(actor, [name], options)).rejects.toMatchObject({ code: 'not-found' })
      }
      await expect(startRun(actor, { subject, title: 't', plan: demoPlan({ lanes: 1 }) })).rejects.toMatchObject({
        code: 'not-found',
      })
    }
  })

  it('has the lock that its recipe names, across subjects, until it is over', async () => {
    const [first, second] = [await cast(), await cast()]
    await stop()
    const plan = demoPlan({ lanes: 1 })
    const { runId } = await startRun(first.owner, { subject: first.subject, title: 'First night', plan })
    const other = { subject: second.subject, title: 'Second night', plan }
    await expect(startRun(second.owner, other)).rejects.toMatchObject({
      code: 'subject-busy',
      userMessage: expect.stringContaining('(First night)'),
    })
    expect(await db().run.count({ where: { subjectId: second.subject.id } })).toBe(0)
    expect(await cancelRun(first.owner, runId, 'undo')).toMatchObject({ status: 'undone' })
    expect(first.rehearsal.phases).toEqual(['on stage', 'cleared'])
    await startRun(second.owner, other)
  })

  it('of a recipe that this version does not know is numbered, seen and driven all the same', async () => {
    const { owner, subject, rehearsal } = await cast()
    const plan = { ...demoPlan({ lanes: 1 }), recipe: 'of-an-earlier-version' }
    const started = await Promise.all([1, 2].map((n) => startRun(owner, { subject, title: `Night ${n}`, plan })))
    expect(started.map(({ number }) => number).sort()).toEqual([1, 2])
    for (const { runId } of started) {
      await expect.poll(() => statusOf(runId), { timeout: scaledMs(10_000) }).toBe('succeeded')
    }
    expect(rehearsal.phases.filter((phase) => phase === 'applause')).toHaveLength(2)
    expect(await listRuns(owner, { subject })).toHaveLength(2)
  })
})
