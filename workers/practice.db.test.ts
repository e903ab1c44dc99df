import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Plan } from '@/lib/engine/plan'
import { initial, reduce } from '@/lib/engine/state'
import { bus, closeBus } from '@/lib/events/bus'
import { loadEvents } from '@/lib/events/run-journal'
import { createCluster } from '@/lib/features/clusters/create-cluster'
import { deleteCluster } from '@/lib/features/clusters/delete-cluster'
import { findClusterDetail, listClusters } from '@/lib/features/clusters/queries'
import { downloadKubeconfig } from '@/lib/features/live-clusters/download-kubeconfig'
import { listMachines } from '@/lib/features/machines/queries'
import { changePracticeLimits } from '@/lib/features/practice/change-practice-limits'
import { changePracticeMachine } from '@/lib/features/practice/change-practice-machine'
import { readPractice } from '@/lib/features/practice/read-practice'
import { retryRun } from '@/lib/features/runs/retry-run'
import { kubernetesClusterApis } from '@/lib/kubernetes/cluster-api'
import { allSteps } from '@/lib/providers/all-steps'
import { worldLink } from '@/lib/providers/practice/link/own-world-link'
import { closeRunQueue, queueLocation } from '@/lib/queue/run-queue'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { assembleAdapters } from './assemble-ports'
import { runWorker } from './run-worker'
import { simulatePractice } from './simulate-practice'

const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-practice-'))
process.env['BUZZCRATE_DATA'] = folder
process.env['BUZZCRATE_PRACTICE_PORT'] = '0'
process.env['HOST'] = '127.0.0.1'
provideTestDatabase()

const anna: Actor = { userId: 'anna', role: 'member' }
const ben: Actor = { userId: 'ben', role: 'member' }
const signal = new AbortController().signal
const code = (expected: string) => expect.objectContaining({ code: expected })

let stopWorld: () => Promise<void>
let stopRuns: () => Promise<void>
beforeAll(async () => {
  for (const { userId } of [anna, ben]) {
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org` } })
  }
  stopWorld = startWorld()
  const adapters = assembleAdapters()
  const stopping = new AbortController()
  const ended = runWorker({
    steps: allSteps,
    portsFor: (scope) => adapters.portsFor(scope),
    bus: bus(),
    location: queueLocation(),
    signal: stopping.signal,
  })
  stopRuns = async () => {
    stopping.abort(new Error('the test ends'))
    await ended
    await adapters.close()
  }
})
afterAll(async () => {
  await stopRuns()
  await stopWorld()
  worldLink().close()
  await closeRunQueue()
  await closeBus()
  rmSync(folder, { recursive: true, force: true })
})

function startWorld(): () => Promise<void> {
  const stopping = new AbortController()
  const ended = simulatePractice(stopping.signal)
  return async () => {
    stopping.abort(new Error('the test ends'))
    await ended
  }
}

function until<T>(what: string, look: () => Promise<T | undefined>, deadlineMs = scaledMs(25_000)): Promise<T> {
  return waitFor({
    look,
    everyMs: 50,
    deadlineMs,
    onDeadline: () => new AppError('test-waited', { userMessage: `waited in vain for ${what}` }),
    clock: systemClock,
    signal,
  })
}

/** The run's status once it rests, with what troubled it. */
async function rest(clusterId: string, number: number): Promise<string> {
  const run = await db().run.findFirstOrThrow({ where: { subjectId: clusterId, number } })
  // Written by startRun as a Plan; Prisma knows it as JSON.
  const plan = run.plan as unknown as Plan
  return until(`run ${number} to rest`, async () => {
    const { status } = await db().run.findUniqueOrThrow({ where: { id: run.id }, select: { status: true } })
    if (status === 'running' || status === 'unwinding') return undefined
    const state = (await loadEvents(run.id, 0)).reduce(reduce, initial(plan))
    const troubles = Object.entries(state.nodes).flatMap(([id, { error }]) => (error ? [`${id} ${error.code}`] : []))
    return [status, ...troubles].join(' ')
  })
}

const request = (name: string, changes: object = {}) => ({
  provider: 'practice' as const,
  name,
  machines: 3,
  speed: 20 as const,
  apps: ['go-echo'],
  troubles: [],
  ...changes,
})

const answerOf = async (url: string) => {
  const response = await fetch(url, { headers: { connection: 'close' } })
  return { text: await response.text(), node: response.headers.get('x-node') ?? '' }
}

describe('a practice cluster', () => {
  it('is made, answers, comes back as it was, loses a machine, and goes without a trace', {
    timeout: scaledMs(60_000),
  }, async () => {
    const { clusterId, runNumber } = await createCluster(anna, request('hard-crate'))
    expect(await rest(clusterId, runNumber)).toBe('succeeded')
    const detail = await findClusterDetail(anna, clusterId)
    expect(detail).toMatchObject({
      practice: true,
      phase: 'ready',
      machines: [{ name: 'hard-crate-1' }, { name: 'hard-crate-2' }, { name: 'hard-crate-3' }],
    })
    const urls = detail.installed.flatMap((app) => app.urls)
    expect(urls).toHaveLength(3)
    for (const url of urls) expect((await answerOf(url)).text).toBe('hello\n')

    const { text } = await downloadKubeconfig(anna, clusterId)
    expect(text).toContain('current-context: practice-hard-crate')
    const api = kubernetesClusterApis().open(text)
    expect((await api.nodes(signal)).map(({ name, ready }) => `${name} ${ready}`)).toEqual([
      'hard-crate-1 true',
      'hard-crate-2 true',
      'hard-crate-3 true',
    ])
    const pods = () => api.pods('default', 'app.kubernetes.io/name=go-echo', signal)
    const before = (await pods()).map(({ name, node }) => `${name} ${node}`).sort()
    expect(await api.podLog('default', before[0]?.split(' ')[0] ?? '', signal)).toContain('go-echo listens')

    await stopWorld()
    stopWorld = startWorld()
    const after = await until('the API to be back', () => pods().catch(() => undefined))
    expect(after.map(({ name, node }) => `${name} ${node}`).sort()).toEqual(before)
    for (const url of urls) expect((await answerOf(url)).text).toBe('hello\n')
    const logs = await Promise.all(after.map(({ name }) => api.podLog('default', name, signal)))
    expect(logs.join('').match(/go-echo listens/g)).toHaveLength(2)
    // The requests of before and after.
    expect(logs.join('').match(/"msg":"request"/g)?.length).toBeGreaterThanOrEqual(6)

    const victim = after.map(({ node }) => node).find((node) => node !== 'hard-crate-1') ?? ''
    const { machines } = await readPractice(anna, clusterId)
    const machineId = machines.find(({ name }) => name === victim)?.machineId ?? ''
    await changePracticeMachine(anna, clusterId, { machineId, trouble: 'broken' })
    const startedAt = Date.now()
    // 50 s until the node is given up, 20 s that go-echo tolerates it: divided by 20, with patience for a busy machine.
    await until('the pods to move', async () => {
      const now = (await pods()).filter(({ ready, node }) => ready && node !== victim)
      return now.length >= 2 ? now : undefined
    })
    expect(Date.now() - startedAt).toBeLessThan(scaledMs(20_000))
    expect((await api.nodes(signal)).find(({ name }) => name === victim)).toMatchObject({ ready: false })
    await changePracticeMachine(anna, clusterId, { machineId, trouble: 'none' })
    await until('the node to be back', async () =>
      (await api.nodes(signal)).every(({ ready }) => ready) ? true : undefined,
    )
    // Its own balancer pods stayed on it, and were started anew with it.
    const restarted = { clusterId, body: { contains: '"restartCount":1' } }
    await until('its own pods to be started anew', async () =>
      (await db().practiceObject.count({ where: restarted })) > 0 ? true : undefined,
    )
    api.close()

    const deletion = await deleteCluster(anna, clusterId, { name: 'hard-crate' })
    expect(await rest(clusterId, deletion.runNumber)).toBe('succeeded')
    const gone = await findClusterDetail(anna, clusterId)
    expect(gone.receipt?.lines).toHaveLength(30)
    expect(gone.receipt?.lines.flatMap(({ left }) => left)).toEqual([])
    expect(await db().practiceCluster.count()).toBe(0)
    expect(await db().practiceMachine.count()).toBe(0)
    expect(await db().practiceObject.count()).toBe(0)
    expect(await db().machine.count()).toBe(0)
    expect(await db().secret.count()).toBe(0)
    for (const url of urls) await expect(fetch(url)).rejects.toThrow()
  })

  it('fails where its name says, and goes on when that is mended', { timeout: scaledMs(60_000) }, async () => {
    const troubles = [{ machine: 2, trouble: 'fails-at-join' as const }]
    const { clusterId, runNumber } = await createCluster(anna, request('class', { machines: 2, apps: [], troubles }))
    expect(await rest(clusterId, runNumber)).toBe('held class-2-fails-at-join/k3s.join k3s-token-refused')
    const { machines } = await readPractice(anna, clusterId)
    expect(machines).toMatchObject([
      { role: 'server', trouble: 'none' },
      { role: 'agent', trouble: 'fails-at-join', name: 'class-2-fails-at-join' },
    ])
    await changePracticeMachine(anna, clusterId, { machineId: machines[1]?.machineId ?? '', trouble: 'none' })
    const run = await db().run.findFirstOrThrow({ where: { subjectId: clusterId, number: runNumber } })
    await retryRun(anna, run.id)
    expect(await rest(clusterId, runNumber)).toBe('succeeded')
  })

  it('is its owner’s alone, and its machines are nobody’s', async () => {
    const { clusterId } = await createCluster(anna, request('own', { machines: 1, apps: [] }))
    await expect(readPractice(ben, clusterId)).rejects.toEqual(code('not-found'))
    const [machine] = (await readPractice(anna, clusterId)).machines
    const trouble = { machineId: machine?.machineId ?? '', trouble: 'broken' as const }
    await expect(changePracticeMachine(ben, clusterId, trouble)).rejects.toEqual(code('not-found'))
    expect(await listClusters(ben)).toEqual([])
    expect(await listMachines(anna)).toEqual([])
    expect(await rest(clusterId, 1)).toBe('succeeded')
  })

  it('is refused past the quota', async () => {
    const limits = { aMember: 1, aPanel: 40 }
    await expect(changePracticeLimits(ben, limits)).rejects.toEqual(code('forbidden'))
    await changePracticeLimits({ ...anna, role: 'admin' }, limits)
    await createCluster(ben, request('one', { machines: 1, apps: [] }))
    await expect(createCluster(ben, request('two', { machines: 1 }))).rejects.toEqual(code('practice-quota'))
  })
})
