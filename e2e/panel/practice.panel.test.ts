import { afterEach, expect, it } from 'vitest'
import { startPanel, type TestPanel } from '@/e2e/panel'
import { createFirstAccount } from '@/e2e/panel-account'
import { PanelClient } from '@/e2e/panel-client'
import type { ClusterDetail } from '@/lib/contracts/clusters'
import type { LiveCluster } from '@/lib/contracts/live-clusters'
import type { PracticeState } from '@/lib/contracts/practice'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { kubernetesClusterApis } from '@/lib/kubernetes/cluster-api'
import { scaledMs } from '@/lib/testing/pace'

let panel: TestPanel
afterEach(async () => {
  await panel?.stop()
})

const signal = new AbortController().signal
const SPEED = 20
/** Kubernetes gives a silent node up after 50 s, and go-echo's pods move 20 s later. */
const MOVE_MS = 70_000 / SPEED

function until<T>(what: string, look: () => Promise<T | undefined>, deadlineMs = scaledMs(30_000)): Promise<T> {
  return waitFor({
    look,
    everyMs: 50,
    deadlineMs,
    onDeadline: () => new AppError('test-waited', { userMessage: `waited in vain for ${what}` }),
    clock: systemClock,
    signal,
  })
}

const hello = async (url: string) => (await fetch(url, { headers: { connection: 'close' } })).text()

it('makes a practice cluster, survives kill -9, moves pods from a dead machine, and leaves nothing', async () => {
  panel = await startPanel({ env: { BUZZCRATE_PRACTICE_PORT: '0' } })
  const cookie = await createFirstAccount(panel)
  const client = new PanelClient(panel.url, cookie)
  const request = { provider: 'practice', name: 'hard-crate', machines: 3, speed: SPEED, apps: ['go-echo'] }
  const { clusterId, runNumber } = await client.call<{ clusterId: string; runNumber: number }>(
    'POST',
    '/api/clusters',
    request,
  )
  const detail = () => client.call<ClusterDetail>('GET', `/api/clusters/${clusterId}`)
  const runId = async (number: number) => (await detail()).runs.find((run) => run.number === number)?.id ?? ''
  await client.untilRunIs(await runId(runNumber), 'succeeded', scaledMs(60_000))
  const made = await detail()
  expect(made).toMatchObject({ practice: true, phase: 'ready' })
  const urls = made.installed.flatMap((app) => app.urls)
  expect(await Promise.all(urls.map(hello))).toEqual(['hello\n', 'hello\n', 'hello\n'])

  const kubeconfig = await (
    await fetch(`${panel.url}/api/clusters/${clusterId}/kubeconfig`, { headers: { cookie } })
  ).text()
  expect(kubeconfig).toContain('current-context: practice-hard-crate')
  const api = kubernetesClusterApis().open(kubeconfig)
  const pods = () => api.pods('default', 'app.kubernetes.io/name=go-echo', signal)
  const placesOf = (all: Awaited<ReturnType<typeof pods>>) => all.map(({ name, node }) => `${name} ${node}`).sort()
  const before = placesOf(await pods())
  expect(before).toHaveLength(2)

  // A write that was answered is there after a kill at the same instant.
  await api.scale('default', 'go-echo', 3, signal)
  await panel.kill('practice')
  const back = await until('the cluster to be back', async () => {
    const seen = await pods().catch(() => [])
    return seen.filter(({ ready }) => ready).length === 3 ? seen : undefined
  })
  for (const place of before) expect(placesOf(back)).toContain(place)
  expect(await Promise.all(urls.map(hello))).toEqual(['hello\n', 'hello\n', 'hello\n'])

  const { machines } = await client.call<PracticeState>('GET', `/api/clusters/${clusterId}/practice`)
  const victim = machines.find(({ name, role }) => role === 'agent' && back.some(({ node }) => node === name))
  const trouble = { machineId: victim?.machineId, trouble: 'broken' }
  const killedAt = Date.now()
  await client.call('POST', `/api/clusters/${clusterId}/practice`, trouble)
  await until('the pods to move', async () => {
    const alive = (await pods()).filter(({ ready, node }) => ready && node !== victim?.name)
    return alive.length >= 3 ? alive : undefined
  })
  const movedMs = Date.now() - killedAt
  expect(movedMs).toBeGreaterThan(MOVE_MS * 0.9)
  // What is left is the start of the new pods, and the look of the watcher: some seconds on a busy machine.
  expect(movedMs).toBeLessThan(MOVE_MS + scaledMs(15_000))
  await until('the live view to show it', async () => {
    const { view } = await client.call<LiveCluster>('GET', `/api/clusters/${clusterId}/live`)
    return Object.values(view?.rows.nodes ?? {}).some(({ name, ready }) => name === victim?.name && !ready)
      ? true
      : undefined
  })
  api.close()

  const deletion = await client.deleteCluster(clusterId, 'hard-crate')
  await client.untilRunIs(deletion.runId, 'held', scaledMs(60_000))
  await client.call('POST', `/api/clusters/${clusterId}/practice`, { ...trouble, trouble: 'none' })
  await client.call('POST', `/api/runs/${deletion.runId}/retry`, {})
  await client.untilRunIs(deletion.runId, 'succeeded', scaledMs(60_000))
  const gone = await detail()
  expect(gone.phase).toBe('deleted')
  expect(gone.receipt?.lines.flatMap(({ left }) => left)).toEqual([])
  for (const url of urls) await expect(fetch(url)).rejects.toThrow()
})
