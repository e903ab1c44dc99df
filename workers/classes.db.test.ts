import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { PEER_HEADER } from '@/lib/core/peer-header'
import { db } from '@/lib/db/client'
import { bus, closeBus } from '@/lib/events/bus'
import { attendedClass } from '@/lib/features/classes/attend-class'
import { createOwnCluster } from '@/lib/features/classes/begin-cluster'
import { addStudents } from '@/lib/features/classes/change-roster'
import { createClass } from '@/lib/features/classes/create-class'
import { lookAfterClasses } from '@/lib/features/classes/due-classes'
import { endClass } from '@/lib/features/classes/end-class'
import { joinClass } from '@/lib/features/classes/join-class'
import { makeClassCode } from '@/lib/features/classes/make-class-code'
import { prewarmClass } from '@/lib/features/classes/prewarm-class'
import { findClassDetail } from '@/lib/features/classes/queries'
import { createCluster } from '@/lib/features/clusters/create-cluster'
import { downloadKubeconfig } from '@/lib/features/live-clusters/download-kubeconfig'
import { allSteps } from '@/lib/providers/all-steps'
import { worldLink } from '@/lib/providers/practice/link/own-world-link'
import { closeRunQueue, queueLocation } from '@/lib/queue/run-queue'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { newClass } from '@/lib/testing/seed-class'
import { assembleAdapters } from './assemble-ports'
import { runWorker } from './run-worker'
import { simulatePractice } from './simulate-practice'

const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-classes-'))
process.env['BUZZCRATE_DATA'] = folder
process.env['BUZZCRATE_PRACTICE_PORT'] = '0'
process.env['HOST'] = '127.0.0.1'
provideTestDatabase()

const tess: Actor = { userId: 'tess', role: 'teacher' }
const stopping = new AbortController()
let ended: readonly Promise<void>[] = []
let closeAdapters: () => Promise<void>

beforeAll(async () => {
  await db().user.create({ data: { id: 'tess', name: 'Tess', email: 'tess@example.org', role: 'teacher' } })
  const adapters = assembleAdapters()
  closeAdapters = () => adapters.close()
  const { signal } = stopping
  const portsFor = adapters.portsFor.bind(adapters)
  ended = [
    simulatePractice(signal),
    runWorker({ steps: allSteps, portsFor, bus: bus(), location: queueLocation(), signal }),
  ]
})
afterAll(async () => {
  stopping.abort(new Error('the test ends'))
  await Promise.all(ended)
  await closeAdapters()
  worldLink().close()
  await closeRunQueue()
  await closeBus()
  rmSync(folder, { recursive: true, force: true })
})

const headers = new Headers({ [PEER_HEADER]: '10.0.0.1' })

/** The status of a run once it rests. */
const rest = (runId: string, deadlineMs = scaledMs(60_000)): Promise<string> =>
  waitFor({
    look: async () => {
      const { status } = await db().run.findUniqueOrThrow({ where: { id: runId }, select: { status: true } })
      return status === 'running' || status === 'unwinding' ? undefined : status
    },
    everyMs: 100,
    deadlineMs,
    onDeadline: () => new AppError('test-waited', { userMessage: `waited in vain for run ${runId}` }),
    clock: systemClock,
    signal: stopping.signal,
  })

const phases = async (classId: string) =>
  (await findClassDetail(tess, classId)).students.map(({ name, clusters }) => [
    name,
    ...clusters.map(({ phase }) => phase),
  ])

describe('a class', () => {
  it('is warm before anybody comes, late ones get theirs at once, and nothing is left at its end', {
    timeout: scaledMs(180_000),
  }, async () => {
    const { classId } = await createClass(tess, newClass({ seats: 8 }))
    await addStudents(tess, classId, 'Amira\nBen')
    const warming = await prewarmClass(tess, classId)
    expect((await findClassDetail(tess, classId)).phase).toBe('warming')
    expect(await rest(warming.runId)).toBe('succeeded')
    expect(await phases(classId)).toEqual([['Amira', 'ready'], ['Ben', 'ready'], ...Array(6).fill(['', 'ready'])])
    await expect(prewarmClass(tess, classId)).rejects.toMatchObject({ code: 'nobody-to-warm' })

    const { code } = await makeClassCode(tess, classId)
    const startedAt = Date.now()
    await joinClass({ code, name: 'Chiara' }, headers)
    expect(Date.now() - startedAt).toBeLessThan(scaledMs(2_000))
    const chiara = await db().student.findFirstOrThrow({ where: { classId, name: 'Chiara' } })
    const student: Actor = { userId: chiara.id, role: 'student' }
    expect(chiara.origin).toBe('spare')
    const own = await attendedClass(student)
    expect(own).toMatchObject({ name: 'Chiara', clusters: [{ phase: 'ready' }], noCluster: expect.any(String) })
    await expect(createOwnCluster(student)).rejects.toMatchObject({ code: 'class-refuses' })
    const { text } = await downloadKubeconfig(student, own.clusters[0]?.id ?? '')
    expect(text).toContain('token:')

    // One is in the middle of something, and one is stuck, when the bell rings.
    const ben = await db().student.findFirstOrThrow({ where: { classId, name: 'Ben' } })
    await db().class.update({ where: { id: classId }, data: { mostClusters: 2 } })
    const request = { provider: 'practice' as const, machines: 2, speed: 20 as const, apps: [] }
    const benActor: Actor = { userId: ben.id, role: 'student' }
    await createCluster(benActor, { ...request, name: 'at-work', troubles: [] })
    const stuck = await createCluster(student, {
      ...{ ...request, name: 'stuck' },
      troubles: [{ machine: 2, trouble: 'fails-at-join' as const }],
    })
    const run = await db().run.findFirstOrThrow({ where: { subjectId: stuck.clusterId } })
    expect(await rest(run.id)).toBe('held')

    const ending = await endClass(tess, classId)
    expect(await rest(ending.runId)).toBe('succeeded')
    const detail = await findClassDetail(tess, classId)
    expect(detail).toMatchObject({ phase: 'ended', state: 'ended', clusters: 0, receipt: { left: 0 } })
    expect(detail.receipt?.clusters).toHaveLength(10)
    expect(detail.receipt?.clusters.filter(({ machines }) => machines === 0)).toEqual([])
    expect(await db().practiceCluster.count()).toBe(0)
    expect(await db().practiceAccess.count()).toBe(0)
    expect(await db().session.count()).toBe(0)
    await expect(createOwnCluster(student)).rejects.toMatchObject({ code: 'class-refuses' })
  })

  it('ends by itself only where that was chosen, and forgets its students when that is due', {
    timeout: scaledMs(60_000),
  }, async () => {
    const chosen = await createClass(tess, newClass({ endsItself: true, afterwards: 'anonymise', afterDays: 7 }))
    const other = await createClass(tess, newClass())
    for (const { classId } of [chosen, other]) await addStudents(tess, classId, 'Mio')
    const round = (at: number) =>
      lookAfterClasses({ clock: { now: () => at }, stillMine: async () => true, signal: stopping.signal })
    expect(await round(Date.now())).toEqual({ ended: 0, forgotten: 0 })
    const over = Date.now() + 2 * 3_600_000
    expect(await round(over)).toEqual({ ended: 1, forgotten: 0 })
    const { runs } = await findClassDetail(tess, chosen.classId)
    expect(await rest(runs[0]?.id ?? '')).toBe('succeeded')
    expect(await findClassDetail(tess, other.classId)).toMatchObject({ endedAt: null, phase: 'open' })
    expect(await round(over)).toEqual({ ended: 0, forgotten: 0 })
    expect(await round(over + 8 * 86_400_000)).toEqual({ ended: 0, forgotten: 1 })
    expect((await findClassDetail(tess, chosen.classId)).students).toMatchObject([{ name: 'Student 1' }])
  })
})
