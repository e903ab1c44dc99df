import { randomBytes } from 'node:crypto'
import type { MachineStates } from '@/lib/providers/practice/controllers/kubelet-controller'
import { panelToken } from '@/lib/providers/practice/host/access-tokens'
import { makePracticeAuthority, makePracticeCertificate } from '@/lib/providers/practice/host/practice-certificate'
import { PracticeCluster } from '@/lib/providers/practice/host/practice-cluster'
import { practiceKubeconfig } from '@/lib/providers/practice/host/practice-kubeconfig'
import { clusterPrefix, PracticeServer } from '@/lib/providers/practice/host/practice-server'

export interface PracticeKube {
  /** For kubectl, helm, or our own client; context `practice-test`. */
  readonly kubeconfig: string
  readonly cluster: PracticeCluster
  /** Names of nodes that nobody hears of: change it, then `cluster.poke()`. */
  readonly away: Set<string>
  /** Names of nodes with a full disk. */
  readonly full: Set<string>
  close(): Promise<void>
}

/**
 * A practice cluster on a free loopback port, with nodes that are always there and have every image: the Kubernetes API
 * without the panel around it. Nodes are `node-1` (the server), `node-2` …
 */
export async function startPracticeKube({ nodes = 3, speed = 20 } = {}): Promise<PracticeKube> {
  const clusterId = 'test'
  const key = randomBytes(32)
  const [away, full] = [new Set<string>(), new Set<string>()]
  const images = new Map<string, Set<string>>()
  const numberOf = (node: string) => Number(node.split('-').at(-1))
  const machines: MachineStates = {
    answers: (node) => !away.has(node),
    hasImage: (node, image) => images.get(node)?.has(image) ?? false,
    addImage: (node, image) => images.set(node, (images.get(node) ?? new Set()).add(image)),
    podSubnet: (node) => `10.42.${numberOf(node)}`,
    address: (node) => `198.18.0.${numberOf(node)}`,
    isFull: (node) => full.has(node),
  }
  const cluster = new PracticeCluster({
    clusterId,
    gitVersion: 'v1.36.1+k3s1',
    prefix: clusterPrefix(clusterId),
    speed,
    machines,
    now: () => Date.now(),
    onError: (controller, error) => console.error(controller, error),
    onChange: () => undefined,
    podLines: () => ({ lines: [], follow: () => () => undefined }),
  })
  for (let number = 1; number <= nodes; number++) {
    cluster.joinNode({
      name: `node-${number}`,
      role: number === 1 ? 'server' : 'agent',
      address: `198.18.0.${number}`,
      cpus: 4,
      memoryGiB: 8,
      architecture: 'arm64',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
    })
  }
  const now = Date.now()
  const certificate = await makePracticeCertificate(await makePracticeAuthority(now), ['127.0.0.1', 'localhost'], now)
  const token = panelToken(key, clusterId)
  const served = { api: cluster.api, token, kept: async () => undefined, answers: () => !away.has('node-1') }
  const server = new PracticeServer({
    certificate,
    cluster: async (id) => (id === clusterId ? served : undefined),
    onError: (error) => console.error(error),
  })
  const port = await server.listen(0, '127.0.0.1')
  const url = `https://127.0.0.1:${port}${clusterPrefix(clusterId)}`
  return {
    kubeconfig: practiceKubeconfig({ url, authority: certificate.authority, token, name: 'practice-test' }),
    cluster,
    away,
    full,
    async close() {
      cluster.stop()
      await server.close()
    },
  }
}
