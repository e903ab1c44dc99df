import { X509Certificate } from 'node:crypto'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { Actor } from '@/lib/core/actor'
import { systemClock } from '@/lib/core/clock'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { closeBus } from '@/lib/events/bus'
import { closeRunQueue } from '@/lib/queue/run-queue'
import { ENDS_SOON_MS } from '@/lib/shared/access-end'
import { base64, kubeCredentials } from '@/lib/testing/kube-credentials'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedRun } from '@/lib/testing/seed-run'
import { databaseVault } from '@/lib/vault/database-vault'
import { renewAccess } from './renew-access'
import { renewEndingAccess } from './renew-ending-access'

provideTestDatabase()
afterAll(async () => {
  await closeRunQueue()
  await closeBus()
})
beforeEach(async () => void (await db().cluster.deleteMany()))

const END = Date.parse(new X509Certificate(kubeCredentials.certificate).validTo)
const WITH_CERTIFICATE = {
  'client-certificate-data': base64(kubeCredentials.certificate),
  'client-key-data': base64(kubeCredentials.key),
}

async function readyCluster(user: object = WITH_CERTIFICATE): Promise<{ clusterId: string; owner: Actor }> {
  const { clusterId, ownerId } = await seedRun()
  const authority = base64(kubeCredentials.authority)
  const text = stringify({
    clusters: [{ name: 'c', cluster: { server: 'https://10.9.0.1:6443', 'certificate-authority-data': authority } }],
    users: [{ name: 'u', user }],
    'current-context': 'crate',
  })
  const kubeconfigSecretId = await databaseVault().seal(text, { kind: 'kubeconfig', ownerId, clusterId })
  const key = { ownerId, name: 'key', publicKey: 'p', fingerprint: 'f', secretId: newId() }
  const sshKey = await db().sshKey.create({ data: { id: newId(), ...key } })
  const login = { address: '10.9.0.1', loginUser: 'pi', sshKeyId: sshKey.id, hostKey: 'ssh-ed25519 AAAA' }
  const machine = { id: newId(), ownerId, name: 'server', clusterRole: 'server', position: 0, ...login }
  await db().runLock.deleteMany({ where: { key: `cluster:${clusterId}` } })
  await db().cluster.update({
    where: { id: clusterId },
    data: { phase: 'ready', kubeconfigSecretId, machines: { create: [machine] } },
  })
  return { clusterId, owner: { userId: ownerId, role: 'member' } }
}

const round = (now: number, mine = true) =>
  renewEndingAccess({
    clock: { now: () => now, delay: systemClock.delay },
    stillMine: async () => mine,
    signal: new AbortController().signal,
  })

const renewals = (clusterId: string) =>
  db().run.findMany({ where: { subjectId: clusterId, recipe: 'renew-access' }, select: { actorId: true } })

it('renews the access when somebody asks, and not for others', async () => {
  const { clusterId, owner } = await readyCluster()
  await expect(renewAccess({ userId: newId(), role: 'member' }, clusterId)).rejects.toMatchObject({ code: 'not-found' })
  expect(await renewAccess(owner, clusterId)).toBe(2)
  await expect(renewAccess(owner, clusterId)).rejects.toMatchObject({ code: 'subject-busy' })
})

it('says that a cluster without access has none to renew', async () => {
  const { clusterId, owner } = await readyCluster()
  await db().cluster.update({ where: { id: clusterId }, data: { kubeconfigSecretId: null } })
  await expect(renewAccess(owner, clusterId)).rejects.toMatchObject({ code: 'cluster-has-no-access' })
})

it('renews by itself a month before the end, once, in the name of the owner', async () => {
  const { clusterId, owner } = await readyCluster()
  expect(await round(END - ENDS_SOON_MS - 1)).toBe(0)
  expect(await round(END - ENDS_SOON_MS + 1, false)).toBe(0)
  expect(await round(END - ENDS_SOON_MS + 1)).toBe(1)
  expect(await renewals(clusterId)).toEqual([{ actorId: owner.userId }])
  // The run is at work, or waits for a person.
  expect(await round(END - ENDS_SOON_MS + 2)).toBe(0)
  expect(await renewals(clusterId)).toHaveLength(1)
})

it('leaves alone what has no end, and goes on after a cluster whose access cannot be read', async () => {
  const token = await readyCluster({ token: 'sesame' })
  const broken = await readyCluster()
  await db().cluster.update({ where: { id: broken.clusterId }, data: { kubeconfigSecretId: newId() } })
  const last = await readyCluster()
  expect(await round(END)).toBe(1)
  expect(await renewals(token.clusterId)).toEqual([])
  expect(await renewals(last.clusterId)).toHaveLength(1)
})
