import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ScaleRequest } from '@/lib/contracts/live-clusters'
import type { Actor } from '@/lib/core/actor'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { appendDelta, saveSnapshot } from '@/lib/events/live-view-table'
import { takeLease } from '@/lib/events/watch-leases'
import { emptyView } from '@/lib/shared/live-cluster/cluster-view'
import { base64, kubeCredentials } from '@/lib/testing/kube-credentials'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedRun } from '@/lib/testing/seed-run'
import { databaseVault } from '@/lib/vault/database-vault'
import { downloadKubeconfig } from './download-kubeconfig'
import { readLiveCluster } from './read-live-cluster'
import { readPodLog } from './read-pod-log'
import { restartPod } from './restart-pod'
import { scaleDeployment } from './scale-deployment'

provideTestDatabase()

/** Nothing listens there: it was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

const port = await closedPort()
const KUBECONFIG = `
apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: "https://127.0.0.1:${port}", certificate-authority-data: ${base64(kubeCredentials.authority)} } }]
users: [{ name: u, user: { token: sesame } }]
contexts: [{ name: x, context: { cluster: c, user: u } }]
current-context: x
`

async function clusterOf(withAccess = true): Promise<{ clusterId: string; owner: Actor }> {
  const { clusterId, ownerId } = await seedRun()
  const label = { kind: 'kubeconfig', ownerId, clusterId }
  const kubeconfigSecretId = withAccess ? await databaseVault().seal(KUBECONFIG, label) : null
  await db().cluster.update({ where: { id: clusterId }, data: { kubeconfigSecretId } })
  return { clusterId, owner: { userId: ownerId, role: 'member' } }
}

const stranger: Actor = { userId: newId(), role: 'member' }
const admin: Actor = { userId: newId(), role: 'admin' }
const scaleTo = (replicas: number, namespace = 'default') => ({ namespace, deployment: 'go-echo', replicas })

describe('live clusters', () => {
  it('are not there for others', async () => {
    const { clusterId } = await clusterOf()
    const pod = { namespace: 'default', pod: 'x' }
    const attempts = [
      () => readLiveCluster(stranger, clusterId),
      () => scaleDeployment(stranger, clusterId, scaleTo(1)),
      () => restartPod(stranger, clusterId, pod),
      () => readPodLog(stranger, clusterId, pod, { tail: 1, previous: 'false' }),
      () => downloadKubeconfig(stranger, clusterId),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'not-found' })
    expect(await db().auditEntry.count({ where: { actorId: stranger.userId } })).toBe(0)
  })

  it('show the view as it was last written, and whether somebody watches', async () => {
    const { clusterId, owner } = await clusterOf()
    expect(await readLiveCluster(owner, clusterId)).toMatchObject({ view: null, watched: false })
    await takeLease(clusterId, 'me', 60_000)
    const connection = { state: 'live', since: 0, lastSeenAt: 0, words: 'The cluster answers.' } as const
    await appendDelta(clusterId, 'me', { seq: 1, connection, upserts: {}, removes: {} })
    await saveSnapshot(clusterId, 'me', { ...emptyView(0), seq: 1, connection })
    await appendDelta(clusterId, 'me', {
      seq: 2,
      connection: { ...connection, state: 'unreachable' },
      upserts: {},
      removes: {},
    })
    expect(await readLiveCluster(owner, clusterId)).toMatchObject({
      watched: true,
      ownsKubeconfig: true,
      view: { seq: 2, connection: { state: 'unreachable' } },
    })
    expect(await readLiveCluster(admin, clusterId)).toMatchObject({ ownsKubeconfig: false })
  })
})

describe('the kubeconfig', () => {
  it('is for its owner only, and every download is written down', async () => {
    const { clusterId, owner } = await clusterOf()
    await expect(downloadKubeconfig(admin, clusterId)).rejects.toMatchObject({ code: 'not-found' })
    const file = await downloadKubeconfig(owner, clusterId)
    expect(file.fileName).toBe('crate.kubeconfig')
    expect(parse(file.text)).toMatchObject({
      clusters: [{ name: 'x', cluster: { server: `https://127.0.0.1:${port}` } }],
      // Of a practice cluster people get a token of their own.
      users: [{ name: 'x-admin', user: { token: expect.not.stringContaining('sesame') } }],
      contexts: [{ name: 'x', context: { cluster: 'x', user: 'x-admin' } }],
      'current-context': 'x',
    })
    const [entry, ...others] = await db().auditEntry.findMany({
      where: { subjectId: clusterId, action: 'kubeconfig.download' },
    })
    expect(others).toEqual([])
    expect(entry).toMatchObject({ actorId: owner.userId })
    expect(JSON.stringify(entry)).not.toContain('sesame')
  })

  it('that was stored with a program to run in it is given out without', async () => {
    const { clusterId, owner } = await clusterOf()
    const text = KUBECONFIG.replace('{ token: sesame }', '{ token: sesame, exec: { command: canary } }')
    const kubeconfigSecretId = await databaseVault().seal(text, {
      kind: 'kubeconfig',
      ownerId: owner.userId,
      clusterId,
    })
    await db().cluster.update({ where: { id: clusterId }, data: { kubeconfigSecretId } })
    const file = await downloadKubeconfig(owner, clusterId)
    expect(file.text).toContain('token: ')
    expect(file.text).not.toMatch(/exec|canary|sesame/)
  })

  it('is not there before the cluster is', async () => {
    const { clusterId, owner } = await clusterOf(false)
    await expect(downloadKubeconfig(owner, clusterId)).rejects.toMatchObject({ code: 'cluster-has-no-access' })
  })
})

describe('scaling', () => {
  it('goes from 0 to 20', () => {
    expect(ScaleRequest.safeParse(scaleTo(0)).success).toBe(true)
    expect(ScaleRequest.safeParse(scaleTo(20)).success).toBe(true)
    for (const replicas of [-1, 21, 1.5]) expect(ScaleRequest.safeParse(scaleTo(replicas)).success).toBe(false)
    expect(ScaleRequest.safeParse({ ...scaleTo(1), deployment: '../nodes' }).success).toBe(false)
  })

  it('leaves the parts of Kubernetes alone, and says in words when the cluster does not answer', async () => {
    const { clusterId, owner } = await clusterOf()
    await expect(scaleDeployment(owner, clusterId, scaleTo(1, 'kube-system'))).rejects.toMatchObject({
      code: 'system-part',
    })
    await expect(scaleDeployment(owner, clusterId, scaleTo(1))).rejects.toMatchObject({
      code: 'cluster-unreachable',
      userMessage: `The cluster's API server at 127.0.0.1:${port} does not answer: nothing listens there. k3s may be stopped on the server.`,
    })
    // What was tried on the cluster is written down, with how it ended; what was refused before, is not.
    expect(await db().auditEntry.findMany({ where: { subjectId: clusterId } })).toMatchObject([
      { details: { failed: 'cluster-unreachable' } },
    ])
  })
})
