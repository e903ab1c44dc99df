import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appById } from '@/lib/apps/catalogue'
import { httpProbe } from '@/lib/http-probe/http-probe'
import { scaledMs } from '@/lib/testing/pace'
import { AppOnHosts } from './app-on-hosts'
import { applyScaleAndRead, askThroughTunnel, getNodesAndApp, Kubectl, runInContainer } from './kubectl'
import { kubectlProgram } from './kubectl-program'
import { type RealCluster, startRealCluster, whyNoCluster } from './real-cluster'

const why = await whyNoCluster()
if (why !== undefined) console.warn(`SKIPPED kubectl and go-echo on real hosts: ${why}`)

describe.skipIf(why !== undefined)('go-echo and kubectl on a real cluster, from outside its hosts', () => {
  let cluster: RealCluster
  let folder: string
  let kubectl: Kubectl
  let echo: AppOnHosts

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'buzzcrate-kubectl-test-'))
    cluster = await startRealCluster('kubectl', 2)
    if (cluster.lab === undefined) throw new Error('this test needs the hosts too: set BUZZCRATE_TEST_LAB')
    const kubeconfig = path.join(folder, 'kubeconfig')
    await writeFile(kubeconfig, cluster.kubeconfig, { mode: 0o600 })
    kubectl = new Kubectl(await kubectlProgram(), kubeconfig)
    echo = new AppOnHosts(cluster.lab, appById('go-echo'))
    await echo.prepare(cluster.kubeconfig)
  })

  afterAll(async () => {
    await cluster?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  it('installs go-echo: it answers on port 81 of every host', async () => {
    const outcome = await echo.install()
    expect({ outcome, lines: outcome === 'succeeded' ? [] : echo.lines }).toEqual({ outcome: 'succeeded', lines: [] })
    expect(echo.urls).toHaveLength(cluster.lab?.hosts.length ?? 0)
    for (const url of echo.urls) {
      const answer = await httpProbe.get(url, {
        timeoutMs: scaledMs(5_000),
        signal: AbortSignal.timeout(scaledMs(10_000)),
      })
      expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('hello') })
    }
  })

  it('installs it again without harm', async () => {
    expect(await echo.install()).toBe('succeeded')
  })

  it('gets nodes and the app', () => getNodesAndApp(kubectl, cluster.lab?.hosts.length ?? 0))
  it('applies, waits, scales and reads logs', () => applyScaleAndRead(kubectl))
  it('runs a program in a container', () => runInContainer(kubectl))
  it('forwards a port', () => askThroughTunnel(kubectl))

  it('removes go-echo and its image, and nothing of it is left', async () => {
    expect(await echo.remove()).toBe('succeeded')
    expect(echo.urls).toEqual([])
    expect(await kubectl.said(['get', 'all', '-A', '-l', 'app.kubernetes.io/managed-by=buzzcrate', '-o', 'name'])).toBe(
      '',
    )
    for (const host of cluster.lab?.hosts ?? []) {
      const { stdout } = await host.exec('ls /var/lib/rancher/k3s/agent/images; k3s ctr -n k8s.io images ls -q')
      expect(stdout).not.toContain('go-echo')
    }
  })
})
