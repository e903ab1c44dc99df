import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { appById } from '@/lib/apps/catalogue'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { kubernetesClusterApis } from '@/lib/kubernetes/cluster-api'
import type { ClusterApi } from '@/lib/ports/cluster-api'
import { scaledMs } from '@/lib/testing/pace'
import { AppOnHosts } from './app-on-hosts'
import { Kubectl } from './kubectl'
import { kubectlProgram } from './kubectl-program'
import { type RealCluster, startRealCluster, whyNoCluster } from './real-cluster'

const why = await whyNoCluster()
if (why !== undefined) console.warn(`SKIPPED books on real hosts: ${why}`)

const Books = z.object({ books: z.array(z.object({ title: z.string() })) })
const signal = new AbortController().signal

describe.skipIf(why !== undefined)('books on a real cluster: a web page, Postgres and a volume', () => {
  let cluster: RealCluster
  let folder: string
  let kubectl: Kubectl
  let books: AppOnHosts
  let api: ClusterApi

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'buzzcrate-books-test-'))
    cluster = await startRealCluster('books', 2)
    if (cluster.lab === undefined) throw new Error('this test needs the hosts too: set BUZZCRATE_TEST_LAB')
    const kubeconfig = path.join(folder, 'kubeconfig')
    await writeFile(kubeconfig, cluster.kubeconfig, { mode: 0o600 })
    kubectl = new Kubectl(await kubectlProgram(), kubeconfig)
    api = kubernetesClusterApis().open(cluster.kubeconfig)
    books = new AppOnHosts(cluster.lab, appById('books'))
    await books.prepare(cluster.kubeconfig)
  })

  afterAll(async () => {
    api?.close()
    await cluster?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  const succeeds = async (run: Promise<string>) => {
    const outcome = await run
    expect({ outcome, lines: outcome === 'succeeded' ? [] : books.lines.slice(-60) }).toEqual({
      outcome: 'succeeded',
      lines: [],
    })
  }

  /** Titles as each host's address answers with them; asks again while the database is away. */
  const titles = () =>
    waitFor({
      look: async () => {
        const answers = await Promise.all(books.urls.map((url) => fetch(new URL('/api/books', url))))
        if (!answers.every(({ ok }) => ok)) return undefined
        return Promise.all(
          answers.map(async (answer) => Books.parse(await answer.json()).books.map(({ title }) => title)),
        )
      },
      everyMs: 300,
      deadlineMs: scaledMs(120_000),
      onDeadline: () => new AppError('test-waited', { userMessage: 'books did not come back' }),
      clock: systemClock,
      signal,
    })

  it('is installed with a password that only the cluster has, and answers on every host', async () => {
    await succeeds(books.install())
    expect(books.urls).toHaveLength(2)
    const made = await kubectl.said(['-n', 'books', 'get', 'secret', 'books-db', '-o', 'jsonpath={.data.password}'])
    const password = Buffer.from(made, 'base64').toString()
    expect(password).toMatch(/^[\w-]{32}$/)
    expect(books.lines.join('\n')).not.toContain(password)
  })

  it('keeps what is written when the database’s pod is ended', async () => {
    const [url = ''] = books.urls
    const answer = await fetch(new URL('/api/books', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'The Bees', author: 'Laline Paull', year: 2014 }),
    })
    expect({ status: answer.status, body: await answer.text() }).toMatchObject({ status: 201 })
    const selector = 'app.kubernetes.io/component=books-db'
    const [pod] = await api.pods('books', selector, signal)
    await api.deletePod('books', pod?.name ?? '', signal)
    await waitFor({
      look: async () => (await api.pods('books', selector, signal)).find((one) => one.ready && one.name !== pod?.name),
      everyMs: 300,
      deadlineMs: scaledMs(120_000),
      onDeadline: () => new AppError('test-waited', { userMessage: 'no new database came' }),
      clock: systemClock,
      signal,
    })
    expect(await titles()).toEqual([['The Bees'], ['The Bees']])
  })

  it('is scaled by a run, and its data stays', async () => {
    await succeeds(books.change({ replicas: 3 }))
    expect(await api.rollout('books', 'books-web', signal)).toMatchObject({ wanted: 3, ready: 3 })
    expect(await titles()).toEqual([['The Bees'], ['The Bees']])
  })

  it('leaves nothing when it is removed: no namespace, no volume, no image, and a receipt', async () => {
    await succeeds(books.remove())
    const everything = ['get', 'all,pvc,secret,ingress', '-A', '-l', 'buzzcrate.dev/app=books', '-o', 'name']
    expect(await kubectl.said(everything)).toBe('')
    expect(await kubectl.said(['get', 'pv', '-o', 'name'])).toBe('')
    expect(await kubectl.said(['get', 'namespaces', '-o', 'name'])).not.toContain('books')
    for (const host of cluster.lab?.hosts ?? []) {
      const { stdout } = await host.exec(
        'ls /var/lib/rancher/k3s/agent/images /var/lib/rancher/k3s/storage 2>/dev/null; k3s ctr -n k8s.io images ls -q',
      )
      expect(stdout).not.toContain('books')
    }
    expect(books.receipt?.lines.flatMap(({ left }) => left)).toEqual([])
    expect(books.receipt?.lines.map(({ looked }) => looked)).toContain('volumes of Books')
  })
})
