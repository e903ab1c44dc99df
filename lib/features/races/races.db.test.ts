import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { toFailure } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { closeBus } from '@/lib/events/bus'
import { createCluster } from '@/lib/features/clusters/create-cluster'
import type { ClusterRequest } from '@/lib/providers/cluster-request'
import { closeRunQueue } from '@/lib/queue/run-queue'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedUser } from '@/lib/testing/seed-run'
import { listRaces, readRace } from './queries'
import { setImagingMinutes } from './set-imaging-minutes'
import { startRace } from './start-race'

provideTestDatabase()
afterAll(async () => {
  await closeRunQueue()
  await closeBus()
})

let anna: Actor
let ben: Actor
beforeEach(async () => {
  anna = { userId: await seedUser(), role: 'member' }
  ben = { userId: await seedUser(), role: 'member' }
})

const practice = (name: string, speed: 1 | 5 | 20 = 20): ClusterRequest => ({
  ...{ provider: 'practice', name, machines: 1, speed, apps: [], troubles: [] },
})
/** Nobody has this machine. */
const boards = (name: string): ClusterRequest => ({
  ...{ provider: 'boards', name, k3sVersion: 'v1.36.1+k3s1', apps: [], allowCgroupV1: false, traefik: false },
  machines: [{ machineId: newId(), role: 'server' }],
})
const refusalOf = (race: Promise<unknown>) =>
  race.then(
    () => undefined,
    (error: unknown) => toFailure(error),
  )
const written = async ({ userId: ownerId }: Actor) => ({
  clusters: await db().cluster.count({ where: { ownerId } }),
  runs: await db().run.count({ where: { ownerId } }),
  machines: await db().machine.count({ where: { ownerId } }),
  races: await db().race.count({ where: { ownerId } }),
})
const NOTHING = { clusters: 0, runs: 0, machines: 0, races: 0 }

describe('a race', () => {
  it('begins both clusters with one click, and keeps who is against whom', async () => {
    const { raceId } = await startRace(anna, { name: 'desk', left: practice('slow', 5), right: practice('fast') })
    expect(await written(anna)).toEqual({ clusters: 2, runs: 2, machines: 2, races: 1 })
    const race = await readRace(anna, raceId)
    expect(race).toMatchObject({
      ...{ name: 'desk', imagingMinutes: { left: null, right: null } },
      left: { name: 'slow', provider: 'practice', practice: true, run: { run: { number: 1, status: 'running' } } },
      right: { name: 'fast', provider: 'practice', practice: true, run: { run: { number: 1, status: 'running' } } },
    })
    expect(Math.abs(race.left.run.run.createdAt - race.startedAt)).toBeLessThan(5000)
    expect(await db().auditEntry.count({ where: { action: 'race.start', subjectId: raceId } })).toBe(1)
    expect(await listRaces(anna)).toMatchObject([
      { id: raceId, name: 'desk', left: { name: 'slow', status: 'running' }, right: { name: 'fast' } },
    ])
  })

  it('begins neither when one is refused before anything is written', async () => {
    for (const sides of [
      { left: practice('one'), right: boards('two') },
      { left: boards('two'), right: practice('one') },
    ]) {
      const refusal = await refusalOf(startRace(anna, { name: 'desk', ...sides }))
      expect(refusal?.code).toBe('not-found')
      expect(refusal?.userMessage).toContain(sides.left.provider === 'boards' ? 'The left side' : 'The right side')
      expect(await written(anna)).toEqual(NOTHING)
    }
  })

  it('names the side of a wrong field', async () => {
    await createCluster(anna, practice('taken'))
    const refusal = await refusalOf(startRace(anna, { name: 'desk', left: practice('free'), right: practice('taken') }))
    expect(refusal).toMatchObject({ code: 'cluster-name-taken', details: { fields: [{ field: 'right.name' }] } })
  })

  it('begins neither when the second has no room any more beside the first', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await createCluster(anna, practice(name))
    const before = await written(anna)
    const refusal = await refusalOf(startRace(anna, { name: 'desk', left: practice('e'), right: practice('f') }))
    expect(refusal?.code).toBe('practice-quota')
    expect(await written(anna)).toEqual(before)
  })

  it('is nothing to another member, and something to an admin', async () => {
    const { raceId } = await startRace(anna, { name: 'desk', left: practice('one'), right: practice('two') })
    expect(await listRaces(ben)).toEqual([])
    expect((await refusalOf(readRace(ben, raceId)))?.code).toBe('not-found')
    expect((await refusalOf(setImagingMinutes(ben, raceId, { left: 1, right: 1 })))?.code).toBe('not-found')
    expect((await readRace({ ...ben, role: 'admin' }, raceId)).imagingMinutes).toEqual({ left: null, right: null })
  })

  it('keeps how long imaging took', async () => {
    const { raceId } = await startRace(anna, { name: 'desk', left: practice('one'), right: practice('two') })
    await setImagingMinutes(anna, raceId, { left: 22.5, right: null })
    expect((await readRace(anna, raceId)).imagingMinutes).toEqual({ left: 22.5, right: null })
  })
})
