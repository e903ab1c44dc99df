import type { MachineStates } from '@/lib/providers/practice/controllers/kubelet-controller'
import { makePracticeAuthority, makePracticeCertificate } from '@/lib/providers/practice/host/practice-certificate'
import { PracticeCluster } from '@/lib/providers/practice/host/practice-cluster'
import { practiceKubeconfig } from '@/lib/providers/practice/host/practice-kubeconfig'
import { clusterPrefix, PracticeServer } from '@/lib/providers/practice/host/practice-server'

const CLUSTER_ID = 'test'
const TOKEN = 'practice-test-token'

export interface PracticeApiHost {
  readonly kubeconfig: string
  readonly cluster: PracticeCluster
  readonly errors: readonly string[]
  /** Cuts a machine off, or lets it answer again. */
  setAnswering(node: string, answering: boolean): void
  close(): Promise<void>
}

export interface PracticeApiHostOptions {
  readonly nodes?: number
  /** 1 is real time. */
  readonly speed?: number
  /** On every node from the start. */
  readonly images?: readonly string[]
}

/**
 * One practice cluster behind the product's own server, with machines that work unless they are told not to: what a test of
 * the practice API talks to.
 */
export async function startPracticeApiHost({
  nodes = 2,
  speed = 20,
  images = [],
}: PracticeApiHostOptions = {}): Promise<PracticeApiHost> {
  const names = Array.from({ length: nodes }, (_, index) => `node-${index + 1}`)
  const away = new Set<string>()
  const errors: string[] = []
  const cluster = new PracticeCluster({
    clusterId: CLUSTER_ID,
    gitVersion: 'v1.36.1+k3s1',
    prefix: clusterPrefix(CLUSTER_ID),
    speed,
    machines: workingMachines(names, away, images),
    now: () => Date.now(),
    onError: (controller, error) =>
      errors.push(`${controller}: ${error instanceof Error ? error.stack : String(error)}`),
    onChange: () => undefined,
    podLines: () => ({ lines: [], follow: () => () => undefined }),
  })
  names.forEach((name, index) => {
    cluster.joinNode({
      name,
      role: index === 0 ? 'server' : 'agent',
      address: `127.200.0.${index + 1}`,
      cpus: 4,
      memoryGiB: 4,
      architecture: 'amd64',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
    })
  })
  const now = Date.now()
  const certificate = await makePracticeCertificate(await makePracticeAuthority(now), ['127.0.0.1'], now)
  const served = { api: cluster.api, token: TOKEN, answers: () => true, kept: async () => undefined }
  const server = new PracticeServer({
    certificate,
    cluster: async (id) => (id === CLUSTER_ID ? served : undefined),
    onError: (error) => errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  })
  const port = await server.listen(0, '127.0.0.1')
  const url = `https://127.0.0.1:${port}${clusterPrefix(CLUSTER_ID)}`
  return {
    kubeconfig: practiceKubeconfig({ url, authority: certificate.authority, token: TOKEN, name: 'practice-test' }),
    cluster,
    errors,
    setAnswering(node, answering) {
      if (answering) away.delete(node)
      else away.add(node)
      cluster.poke()
    },
    async close() {
      cluster.stop()
      await server.close()
    },
  }
}

function workingMachines(names: readonly string[], away: ReadonlySet<string>, given: readonly string[]): MachineStates {
  const images = new Set(names.flatMap((name) => given.map((image) => `${name} ${image}`)))
  return {
    answers: (node) => names.includes(node) && !away.has(node),
    hasImage: (node, image) => images.has(`${node} ${image}`),
    addImage: (node, image) => images.add(`${node} ${image}`),
    podSubnet: (node) => `10.42.${names.indexOf(node)}`,
    address: (node) => `127.200.0.${names.indexOf(node) + 1}`,
    isFull: () => false,
  }
}
