import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { httpProbe } from '@/lib/http-probe/http-probe'
import { type CommandResult, runCommand } from '../hosts/run-command'
import { AppOnHosts } from './app-on-hosts'
import { kubectlProgram } from './kubectl-program'
import { type RealCluster, startRealCluster, whyNoCluster } from './real-cluster'

const why = await whyNoCluster()
if (why !== undefined) console.warn(`SKIPPED kubectl and go-echo on real hosts: ${why}`)

describe.skipIf(why !== undefined)('go-echo and kubectl on a real cluster, from outside its hosts', () => {
  let cluster: RealCluster
  let folder: string
  let program: string
  let echo: AppOnHosts

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'buzzcrate-kubectl-test-'))
    cluster = await startRealCluster('kubectl', 2)
    if (cluster.lab === undefined) throw new Error('this test needs the hosts too: set BUZZCRATE_TEST_LAB')
    program = await kubectlProgram()
    await writeFile(path.join(folder, 'kubeconfig'), cluster.kubeconfig, { mode: 0o600 })
    echo = new AppOnHosts(cluster.lab, folder)
    await echo.prepare(cluster.kubeconfig)
  }, 900_000)

  afterAll(async () => {
    await cluster?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  const argv = (args: readonly string[]) => ['--kubeconfig', path.join(folder, 'kubeconfig'), ...args]
  const kubectl = (...args: string[]): Promise<CommandResult> => runCommand(program, argv(args), { timeoutMs: 90_000 })
  const said = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await kubectl(...args)
    expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' })
    return stdout
  }

  it('installs go-echo: it answers on port 81 of every host', async () => {
    const outcome = await echo.install()
    expect({ outcome, lines: outcome === 'succeeded' ? [] : echo.lines }).toEqual({ outcome: 'succeeded', lines: [] })
    expect(echo.urls).toHaveLength(cluster.lab?.hosts.length ?? 0)
    for (const url of echo.urls) {
      const answer = await httpProbe.get(url, { timeoutMs: 5_000, signal: AbortSignal.timeout(10_000) })
      expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('hello') })
    }
  })

  it('installs it again without harm', async () => {
    expect(await echo.install()).toBe('succeeded')
  })

  it('gets nodes and the app', async () => {
    const nodes = (await said('get', 'nodes', '--no-headers')).trim().split('\n')
    expect(nodes).toHaveLength(cluster.lab?.hosts.length ?? 0)
    for (const line of nodes) expect(line).toMatch(/\sReady\s/)
    expect(await said('get', 'deployment', 'go-echo', '-o', 'jsonpath={.status.readyReplicas}')).toBe('2')
    expect(await said('get', 'pods', '-l', 'buzzcrate.dev/app=go-echo', '-o', 'name')).toMatch(/pod\/go-echo-/)
  })

  it('applies, waits, scales and reads logs', async () => {
    const file = path.join(folder, 'settings.yaml')
    const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'by-kubectl' }, data: { hello: 'world' } }
    await writeFile(file, stringify(settings))
    expect(await said('apply', '-f', file)).toContain('configmap/by-kubectl created')
    expect(await said('apply', '-f', file)).toContain('unchanged')
    expect(await said('delete', '-f', file)).toContain('deleted')

    await said('scale', 'deployment/go-echo', '--replicas=3')
    await said('rollout', 'status', 'deployment/go-echo', '--timeout=60s')
    expect(await said('get', 'deployment', 'go-echo', '-o', 'jsonpath={.status.readyReplicas}')).toBe('3')
    expect(await said('logs', 'deployment/go-echo')).toContain('go-echo listens')
  })

  it('runs a program in a container', async () => {
    const images = await said('get', 'nodes', '-o', 'jsonpath={.items[*].status.images[*].names[*]}')
    const busybox = images.split(' ').find((image) => /busybox:/.test(image))
    if (busybox === undefined) throw new Error(`no busybox among the images of the release: ${images}`)
    await said('run', 'box', `--image=${busybox}`, '--image-pull-policy=Never', '--', 'sleep', '600')
    try {
      await said('wait', '--for=condition=Ready', 'pod/box', '--timeout=60s')
      expect((await said('exec', 'box', '--', 'cat', '/etc/hostname')).trim()).toBe('box')
    } finally {
      await kubectl('delete', 'pod', 'box', '--now')
    }
  })

  it('forwards a port', async () => {
    const child = spawn(program, argv(['port-forward', 'service/go-echo', ':81']), {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const [line] = await once(createInterface(child.stdout), 'line')
      const port = /127\.0\.0\.1:(\d+)/.exec(String(line))?.[1]
      const url = `http://127.0.0.1:${port}/?through-the-tunnel`
      const answer = await httpProbe.get(url, { timeoutMs: 5_000, signal: AbortSignal.timeout(10_000) })
      expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('through-the-tunnel') })
    } finally {
      child.kill()
    }
  })

  it('removes go-echo and its image, and nothing of it is left', async () => {
    expect(await echo.remove()).toBe('succeeded')
    expect(echo.urls).toEqual([])
    expect(await said('get', 'all', '-A', '-l', 'app.kubernetes.io/managed-by=buzzcrate', '-o', 'name')).toBe('')
    for (const host of cluster.lab?.hosts ?? []) {
      const { stdout } = await host.exec('ls /var/lib/rancher/k3s/agent/images; k3s ctr -n k8s.io images ls -q')
      expect(stdout).not.toContain('go-echo')
    }
  })
})
