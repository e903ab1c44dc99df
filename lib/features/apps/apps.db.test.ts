import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appById } from '@/lib/apps/catalogue'
import { app as goEcho } from '@/lib/apps/go-echo/app'
import { planApp } from '@/lib/apps/plan-app'
import { receiveAppImage } from '@/lib/artifacts/receive-upload'
import type { Actor } from '@/lib/core/actor'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { registryImageOf } from '@/lib/db/registry-images'
import { closeBus } from '@/lib/events/bus'
import { findClusterDetail } from '@/lib/features/clusters/queries'
import { databaseRecords } from '@/lib/features/runs/cluster-records'
import { closeRunQueue } from '@/lib/queue/run-queue'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedRun } from '@/lib/testing/seed-run'
import { appShelf } from './app-shelf'
import { changeApp, installApp, removeApp } from './change-app'
import { listApps } from './list-apps'
import { chooseRegistryImage } from './upload-image'

const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-apps-'))
provideTestDatabase()
beforeAll(() => {
  process.env['BUZZCRATE_DATA'] = folder
})
afterAll(async () => {
  await closeRunQueue()
  await closeBus()
  rmSync(folder, { recursive: true, force: true })
})

const admin: Actor = { userId: newId(), role: 'admin' }
const member: Actor = { userId: newId(), role: 'member' }
const theApp = async (actor = member) => (await listApps(actor)).find((app) => app.id === 'go-echo')

async function clusterWithAccess(provider = 'boards'): Promise<{ clusterId: string; owner: Actor }> {
  const { clusterId, ownerId } = await seedRun()
  const definition = { name: 'hard-crate', provider, k3sVersion: 'v1.36.1+k3s1', machines: [], traefik: true }
  const data = { kubeconfigSecretId: newId(), provider, definition }
  await db().cluster.update({ where: { id: clusterId }, data })
  await db().runLock.deleteMany({ where: { key: `cluster:${clusterId}` } })
  const sshKeyId = newId()
  const key = { id: sshKeyId, ownerId, name: 'key', publicKey: 'p', fingerprint: 'f', secretId: newId() }
  await db().sshKey.create({ data: key })
  for (const [name, architecture] of [
    ['server', 'amd64'],
    ['agent', 'arm64'],
  ] as const) {
    const where = { clusterId, clusterRole: name, position: name === 'server' ? 0 : 1 }
    const login = { address: `10.9.0.${name.length}`, loginUser: 'pi', sshKeyId, hostKey: 'ssh-ed25519 AAAA' }
    await db().machine.create({ data: { id: newId(), ownerId, name, ...login, ...where, facts: { architecture } } })
  }
  return { clusterId, owner: { userId: ownerId, role: 'member' } }
}

const ECHO_OPEN = { urls: ['http://10.9.0.5:81/?hello'], hostsLines: [] }

describe('the catalogue', () => {
  it('says what to do when there is no image, and where one came from', async () => {
    expect(await theApp()).toMatchObject({
      images: [],
      port: 81,
      imageNote: expect.stringContaining('There is no image yet.'),
      parts: [
        {
          kept: [
            { architecture: 'amd64', from: undefined, bytes: 0 },
            { architecture: 'arm64', from: undefined, bytes: 0 },
          ],
        },
      ],
    })
    const bytes = async function* () {
      yield Buffer.from('tar')
    }
    const image = {
      app: 'go-echo',
      version: goEcho.version,
      architecture: 'arm64',
      source: 'built',
      bytes: bytes(),
    } as const
    await receiveAppImage(appShelf(), image)
    expect(await theApp()).toMatchObject({
      images: ['arm64'],
      imageNote: 'Built here from its source; brought to the machines without a registry. There is none for amd64 yet.',
      parts: [
        {
          kept: [
            { architecture: 'amd64', from: undefined, bytes: 0 },
            { architecture: 'arm64', from: 'built', bytes: 3 },
          ],
          registryImage: undefined,
        },
      ],
    })
  })

  it('takes an image from a registry when an admin says so', async () => {
    await expect(chooseRegistryImage(member, 'go-echo', { image: 'x' })).rejects.toMatchObject({ code: 'forbidden' })
    await chooseRegistryImage(admin, 'go-echo', { image: 'registry.lan/echo:2' })
    expect(await theApp()).toMatchObject({
      images: ['amd64', 'arm64'],
      imageNote: 'The machines pull registry.lan/echo:2 themselves.',
      parts: [{ registryImage: 'registry.lan/echo:2' }],
    })
    await chooseRegistryImage(admin, 'go-echo', { image: null })
    expect(await registryImageOf('go-echo')).toBeUndefined()
  })
})

describe('installing and removing', () => {
  it('starts a run with the image for each machine’s processor', async () => {
    const { clusterId, owner } = await clusterWithAccess()
    const { runNumber } = await installApp(owner, clusterId, { app: 'go-echo', inputs: { replicas: 3 } })
    const run = await db().run.findFirstOrThrow({ where: { subjectId: clusterId, number: runNumber } })
    expect(run).toMatchObject({ recipe: 'install-app', title: 'Installing go-echo' })
    const text = JSON.stringify(run.plan)
    expect(text).toContain('"architecture":"amd64"')
    expect(text).toContain('"architecture":"arm64"')
    expect(text).toContain('"replicas":3')
    await expect(installApp(owner, clusterId, { app: 'go-echo' })).rejects.toMatchObject({ code: 'subject-busy' })
  })

  it('refuses what makes no sense, and what is not theirs', async () => {
    const { clusterId, owner } = await clusterWithAccess()
    await expect(removeApp(owner, clusterId, 'go-echo')).rejects.toMatchObject({ code: 'app-not-installed' })
    await expect(installApp(owner, clusterId, { app: 'nosuch' })).rejects.toMatchObject({ code: 'app-unknown' })
    await expect(installApp(member, clusterId, { app: 'go-echo' })).rejects.toMatchObject({ code: 'not-found' })
    await databaseRecords.saveApp(clusterId, planApp(goEcho, { clusterId }), ECHO_OPEN)
    await expect(installApp(owner, clusterId, { app: 'go-echo' })).rejects.toMatchObject({ code: 'app-installed' })
    const { runNumber } = await removeApp(owner, clusterId, 'go-echo')
    const run = await db().run.findFirstOrThrow({ where: { subjectId: clusterId, number: runNumber } })
    expect(run.recipe).toBe('remove-app')
  })

  it('plans a change from what there is, and keeps what was not chosen anew', async () => {
    const { clusterId, owner } = await clusterWithAccess()
    await expect(changeApp(owner, clusterId, 'go-echo', {})).rejects.toMatchObject({ code: 'app-not-installed' })
    const planned = planApp(appById('books'), { clusterId, traefik: true, inputs: { storageGi: 7 } })
    await databaseRecords.saveApp(clusterId, planned, { urls: ['http://books.10.9.0.6.nip.io/'], hostsLines: [] })
    const { runNumber } = await changeApp(owner, clusterId, 'books', { inputs: { replicas: 4, dns: 'hosts' } })
    const run = await db().run.findFirstOrThrow({ where: { subjectId: clusterId, number: runNumber } })
    expect(run).toMatchObject({ recipe: 'change-app', title: 'Changing Books' })
    const text = JSON.stringify(run.plan)
    for (const part of ['"storage":"7Gi"', '"replicas":4', '"host":"books.lan"', 'http://books.10.9.0.6.nip.io/']) {
      expect(text).toContain(part)
    }
    expect(text).not.toContain('app.side-load')
  })

  it('says with the field what is wrong with a choice', async () => {
    const { clusterId, owner } = await clusterWithAccess()
    await expect(installApp(owner, clusterId, { app: 'books', inputs: { replicas: 99 } })).rejects.toMatchObject({
      code: 'bad-input',
      details: { fields: [{ field: 'inputs.replicas', problem: 'At most 10 pods.' }] },
    })
  })

  it('gives no books to simulated machines, and says why', async () => {
    const { clusterId, owner } = await clusterWithAccess('practice')
    await expect(installApp(owner, clusterId, { app: 'books' })).rejects.toMatchObject({
      code: 'app-not-offered',
      userMessage: expect.stringContaining('Simulated machines run no programs'),
    })
  })

  it('shows what is there and how it was removed', async () => {
    const { clusterId, owner } = await clusterWithAccess()
    const books = planApp(appById('books'), { clusterId, traefik: true })
    await databaseRecords.saveApp(clusterId, { ...books, version: '0.9.0' }, ECHO_OPEN)
    expect(await findClusterDetail(owner, clusterId)).toMatchObject({
      installed: [{ app: 'books', title: 'Books', inputs: { replicas: 2 }, newer: books.version }],
      traefik: true,
      balancer: 'service-lb',
    })
    await databaseRecords.removeApp(clusterId, 'books')
    const lines = [{ machine: 'cluster', looked: 'Pod of Books', left: [] }]
    await databaseRecords.saveAppReceipt(clusterId, books, { checkedAt: 5, lines })
    expect(await findClusterDetail(owner, clusterId)).toMatchObject({
      installed: [],
      appReceipts: [{ app: 'books', title: 'Books', checkedAt: 5, looked: ['Pod of Books'] }],
    })
  })
})
