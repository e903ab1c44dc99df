import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { stringify } from 'yaml'
import { scaledMs } from '@/lib/testing/pace'
import { mustRun } from '../hosts/run-command'

/** The upstream kubectl with one kubeconfig, as a person uses it from outside the hosts. */
export class Kubectl {
  private readonly program: string
  private readonly kubeconfig: string

  /**
   * @param program see `kubectlProgram`
   * @param kubeconfig path of the file
   */
  constructor(program: string, kubeconfig: string) {
    this.program = program
    this.kubeconfig = kubeconfig
  }

  /** What it prints. Throws with its words when it does not end well. */
  said(args: readonly string[], input = ''): Promise<string> {
    return mustRun(this.program, this.argv(args), { timeoutMs: 90_000, input })
  }

  /** Forwards a port of the cluster to a free one of this machine while `use` runs. */
  async forward<T>(target: string, port: number, use: (url: string) => Promise<T>): Promise<T> {
    const child = spawn(this.program, this.argv(['port-forward', target, `:${port}`]), {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const ended = once(child, 'exit').then(() => Promise.reject(new Error('kubectl port-forward ended early')))
      const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended])
      ended.catch(() => undefined)
      return await use(`http://127.0.0.1:${/127\.0\.0\.1:(\d+)/.exec(String(line))?.[1]}`)
    } finally {
      child.kill()
    }
  }

  private argv(args: readonly string[]): readonly string[] {
    return ['--kubeconfig', this.kubeconfig, ...args]
  }
}

/** Nodes and the app are there. */
export async function getNodesAndApp(kubectl: Kubectl, hosts: number): Promise<void> {
  const nodes = (await kubectl.said(['get', 'nodes', '--no-headers'])).trim().split('\n')
  assert.equal(nodes.length, hosts)
  for (const line of nodes) assert.match(line, /\sReady\s/)
  const ready = ['get', 'deployment', 'go-echo', '-o', 'jsonpath={.status.readyReplicas}']
  assert.equal(await kubectl.said(ready), '2')
  assert.match(await kubectl.said(['get', 'pods', '-l', 'buzzcrate.dev/app=go-echo', '-o', 'name']), /pod\/go-echo-/)
}

/** Something is applied twice and deleted, the app is scaled to three and read. */
export async function applyScaleAndRead(kubectl: Kubectl): Promise<void> {
  const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'by-kubectl' }, data: { hello: 'world' } }
  const file = stringify(settings)
  assert.match(await kubectl.said(['apply', '-f', '-'], file), /configmap\/by-kubectl created/)
  assert.match(await kubectl.said(['apply', '-f', '-'], file), /unchanged/)
  assert.match(await kubectl.said(['delete', '-f', '-'], file), /deleted/)

  await kubectl.said(['scale', 'deployment/go-echo', '--replicas=3'])
  await kubectl.said(['rollout', 'status', 'deployment/go-echo', `--timeout=${scaledMs(60_000)}ms`])
  const ready = ['get', 'deployment', 'go-echo', '-o', 'jsonpath={.status.readyReplicas}']
  assert.equal(await kubectl.said(ready), '3')
  assert.match(await kubectl.said(['logs', 'deployment/go-echo']), /go-echo listens/)
}

/** A program runs in a container of an image that every node has. */
export async function runInContainer(kubectl: Kubectl): Promise<void> {
  const images = await kubectl.said(['get', 'nodes', '-o', 'jsonpath={.items[*].status.images[*].names[*]}'])
  const busybox = images.split(' ').find((image) => /busybox:/.test(image))
  if (busybox === undefined) throw new Error(`no busybox among the images of the release: ${images}`)
  await kubectl.said(['run', 'box', `--image=${busybox}`, '--image-pull-policy=Never', '--', 'sleep', '600'])
  try {
    await kubectl.said(['wait', '--for=condition=Ready', 'pod/box', `--timeout=${scaledMs(60_000)}ms`])
    assert.equal((await kubectl.said(['exec', 'box', '--', 'cat', '/etc/hostname'])).trim(), 'box')
  } finally {
    await kubectl.said(['delete', 'pod', 'box', '--now'])
  }
}

/** The app answers through a forwarded port. */
export async function askThroughTunnel(kubectl: Kubectl): Promise<void> {
  await kubectl.forward('service/go-echo', 81, async (url) => {
    const answer = await fetch(`${url}/?through-the-tunnel`, { signal: AbortSignal.timeout(scaledMs(10_000)) })
    assert.equal(answer.status, 200)
    assert.match(await answer.text(), /through-the-tunnel/)
  })
}
