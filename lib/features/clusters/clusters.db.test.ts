import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { app as goEcho } from '@/lib/apps/go-echo/app'
import { receiveAppImage, receiveUpload } from '@/lib/artifacts/receive-upload'
import type { Actor } from '@/lib/core/actor'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { Plan } from '@/lib/engine/plan'
import { closeBus } from '@/lib/events/bus'
import { appShelf } from '@/lib/features/apps/app-shelf'
import { retryRun } from '@/lib/features/runs/retry-run'
import { saveRunStatus } from '@/lib/features/runs/write-run-status'
import type { BoardsRequest } from '@/lib/providers/boards/definition'
import { ClusterRequest } from '@/lib/providers/cluster-request'
import { typicalFacts } from '@/lib/provision/preflight/typical-facts'
import { closeRunQueue } from '@/lib/queue/run-queue'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { releaseFiles } from '@/lib/testing/release-files'
import { createCluster } from './create-cluster'
import { deleteCluster } from './delete-cluster'
import { planDeletion } from './plan-deletion'
import { findClusterDetail, listClusters } from './queries'

const VERSION = 'v1.36.1+k3s1'
const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-clusters-'))
provideTestDatabase()

const anna: Actor = { userId: 'anna', role: 'member' }
const ben: Actor = { userId: 'ben', role: 'member' }
let machines: readonly string[] = []
let sshKeyId = ''

beforeAll(async () => {
  process.env['BUZZCRATE_DATA'] = folder
  for (const { userId } of [anna, ben]) {
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org` } })
  }
  sshKeyId = newId()
  const key = { id: sshKeyId, ownerId: 'anna', name: 'desk', publicKey: 'p', fingerprint: 'f', secretId: newId() }
  await db().sshKey.create({ data: key })
  for (const [name, content] of Object.entries(releaseFiles(VERSION, 'arm64'))) {
    await receiveUpload(appShelf(), { version: VERSION, name, bytes: bytesOf(content) })
  }
  await addImage()
})
afterAll(async () => {
  await closeRunQueue()
  await closeBus()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  await db().cluster.deleteMany({})
  await db().machine.deleteMany({})
  machines = await Promise.all([addMachine('pi-01', 1), addMachine('pi-02', 2)])
})

const image = { app: goEcho.id, version: goEcho.version, architecture: 'arm64' } as const
const addImage = () =>
  receiveAppImage(appShelf(), { ...image, source: 'built', bytes: bytesOf(Buffer.from('an image')) })

async function* bytesOf(content: Buffer) {
  yield content
}

/** A machine that was visited and found well. */
async function addMachine(name: string, number: number, architecture: 'arm64' | 'amd64' = 'arm64'): Promise<string> {
  const id = newId()
  const facts = typicalFacts({
    hostname: name,
    machineId: `machine-${number}`,
    bootId: `boot-${number}`,
    architecture,
    addresses: [`10.9.0.${number}`],
  })
  const visit = { at: Date.now(), connectFailure: null, connectMs: 5, sudoFailure: null, facts, clockSkewMs: 0 }
  const login = { address: `10.9.0.${number}`, loginUser: 'pi', sshKeyId, hostKey: 'ssh-ed25519 AAAA' }
  await db().machine.create({
    data: {
      id,
      ownerId: 'anna',
      name,
      ...login,
      position: number,
      facts: { architecture },
      preflight: visit,
      preflightAt: new Date(),
    },
  })
  return id
}

const definition = (changes: Partial<BoardsRequest> = {}): BoardsRequest => ({
  name: 'hard-crate',
  provider: 'boards',
  k3sVersion: VERSION,
  machines: machines.map((machineId, index) => ({ machineId, role: index === 0 ? 'server' : 'agent' })),
  apps: ['go-echo'],
  allowCgroupV1: false,
  traefik: false,
  ...changes,
})
const code = (expected: string) => expect.objectContaining({ code: expected })
const latestRun = (clusterId: string) =>
  db().run.findFirstOrThrow({ where: { subjectId: clusterId }, orderBy: { number: 'desc' } })

describe('creating a cluster', () => {
  it('refuses an app without an image before anything is taken', async () => {
    await appShelf().index.remove({
      kind: 'app-image',
      version: `${image.app}@${image.version}`,
      architecture: 'arm64',
    })
    await expect(createCluster(anna, definition())).rejects.toEqual(code('app-image-missing'))
    expect(await db().machine.count({ where: { clusterId: null } })).toBe(2)
    await addImage()
  })

  it('takes the machines, writes it down and starts its run, together', async () => {
    const { clusterId, runNumber } = await createCluster(anna, definition())
    expect(runNumber).toBe(1)
    expect(await findClusterDetail(anna, clusterId)).toMatchObject({
      name: 'hard-crate',
      phase: 'creating',
      k3sVersion: VERSION,
      machines: [
        { name: 'pi-01', role: 'server' },
        { name: 'pi-02', role: 'agent' },
      ],
      latestRun: { recipe: 'create-cluster', status: 'running' },
    })
    // Written by startRun as a Plan; Prisma knows it as JSON.
    const plan = (await latestRun(clusterId)).plan as unknown as Plan
    expect(plan.lanes.map(({ title }) => title)).toEqual(['Cluster', 'pi-01', 'pi-02'])
    expect(plan.nodes.map(({ id }) => id)).toContain('pi-02/app.side-load/go-echo')
    expect(JSON.stringify(plan)).not.toContain('PRIVATE')
  })

  it('refuses a name, machines and a release that can not be', async () => {
    await createCluster(anna, definition())
    await expect(createCluster(anna, definition())).rejects.toThrow(code('cluster-name-taken'))
    await expect(createCluster(anna, definition({ name: 'other' }))).rejects.toThrow(code('preflight-blocked'))
    await expect(createCluster(ben, definition({ name: 'other' }))).rejects.toThrow(code('not-found'))
    await db().cluster.deleteMany({})
    await expect(createCluster(anna, definition({ k3sVersion: 'v1.36.9+k3s1' }))).rejects.toThrow(
      code('artifact-missing'),
    )
    const pc = await addMachine('pc', 3, 'amd64')
    const mixed = definition({ machines: [{ machineId: pc, role: 'server' }, ...definition().machines.slice(1)] })
    await expect(createCluster(anna, mixed)).rejects.toThrow(
      expect.objectContaining({ code: 'artifact-missing', userMessage: expect.stringContaining('amd64') }),
    )
    expect(await db().cluster.count()).toBe(0)
  })

  it('gives a machine to one of two who want it at once', async () => {
    const both = await Promise.allSettled([
      createCluster(anna, definition({ name: 'one' })),
      createCluster(anna, definition({ name: 'two' })),
    ])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await db().cluster.count()).toBe(1)
    expect(await db().machine.count({ where: { clusterId: { not: null } } })).toBe(2)
  })

  it('shows a member nothing of another', async () => {
    const { clusterId } = await createCluster(anna, definition())
    expect(await listClusters(ben)).toEqual([])
    await expect(findClusterDetail(ben, clusterId)).rejects.toThrow(code('not-found'))
    await expect(planDeletion(ben, clusterId)).rejects.toThrow(code('not-found'))
    await expect(deleteCluster(ben, clusterId, { name: 'hard-crate' })).rejects.toThrow(code('not-found'))
    expect(await listClusters({ userId: 'root', role: 'admin' })).toHaveLength(1)
  })
})

describe('deleting a cluster', () => {
  async function created(status: 'succeeded' | 'held' | 'running'): Promise<string> {
    const { clusterId } = await createCluster(anna, definition())
    const { id } = await latestRun(clusterId)
    await saveRunStatus(id, status, 1)
    return clusterId
  }

  it('says what it will undo, on which machine', async () => {
    const { name, lines } = await planDeletion(anna, await created('succeeded'))
    expect(name).toBe('hard-crate')
    expect(lines.map(({ where }) => where)).toEqual(['hard-crate', 'pi-01 (10.9.0.1)', 'pi-02 (10.9.0.2)'])
  })

  it('wants the name typed, then starts its run', async () => {
    const clusterId = await created('succeeded')
    await expect(deleteCluster(anna, clusterId, { name: 'hard' })).rejects.toThrow(code('name-not-typed'))
    expect(await deleteCluster(anna, clusterId, { name: ' hard-crate ' })).toEqual({ runNumber: 2 })
    expect(await findClusterDetail(anna, clusterId)).toMatchObject({ phase: 'deleting' })
  })

  it('waits for a run that is going on', async () => {
    const clusterId = await created('running')
    await expect(deleteCluster(anna, clusterId, { name: 'hard-crate' })).rejects.toThrow(code('subject-busy'))
  })

  it('takes over from a run that waits for a person, which then can not go on', async () => {
    const clusterId = await created('held')
    const held = await latestRun(clusterId)
    await deleteCluster(anna, clusterId, { name: 'hard-crate' })
    await expect(retryRun(anna, held.id)).rejects.toThrow(code('run-refuses'))
  })
})

describe('a definition', () => {
  it.each([
    ['name', { name: 'Crate' }],
    ['name', { name: 'x'.repeat(300) }],
    ['name', { name: "'; drop table cluster; --" }],
    ['name', { name: '🐝' }],
    ['name', { name: '\u202Ecrate' }],
    ['k3sVersion', { k3sVersion: 'latest' }],
    ['machines', { machines: [] }],
    ['machines', { machines: [{ machineId: 'm', role: 'agent' as const }] }],
  ])('names the field %s', (field, changes) => {
    const parsed = ClusterRequest.safeParse({ ...definition(), ...changes })
    expect(parsed.error?.issues.map(({ path: [first] }) => first)).toContain(field)
  })
})
