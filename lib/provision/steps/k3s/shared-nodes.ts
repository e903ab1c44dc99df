import type { ClusterApi, ClusterApis, NodeFact } from '@/lib/ports/cluster-api'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import type { ClusterAccess } from '../cluster/access'

interface Look {
  readonly at: number
  readonly answer: Promise<readonly NodeFact[]>
}

/**
 * One cluster's nodes for everybody who waits for one of them: however many machines wait, the API is asked once a
 * round over one connection.
 */
class SharedNodes {
  waiting = 0
  private readonly api: ClusterApi
  private readonly over = new AbortController()
  private latest: Look | undefined

  constructor(api: ClusterApi) {
    this.api = api
  }

  /** An answer at most `maxAgeMs` old. */
  look(now: number, maxAgeMs: number): Promise<readonly NodeFact[]> {
    if (this.latest === undefined || now - this.latest.at >= maxAgeMs) {
      this.latest = { at: now, answer: this.api.nodes(this.over.signal) }
    }
    return this.latest.answer
  }

  close(): void {
    this.over.abort(new Error('nobody waits for nodes any more'))
    this.api.close()
  }
}

const shared = new WeakMap<ClusterApis, Map<string, SharedNodes>>()

/** Lends the nodes of a cluster to one waiter. */
export async function withSharedNodes<T>(
  { clusters, vault }: Pick<ProvisionPorts, 'clusters' | 'vault'>,
  { kubeconfigSecretId }: ClusterAccess,
  use: (nodes: Pick<SharedNodes, 'look'>) => Promise<T>,
): Promise<T> {
  const kubeconfig = await vault.open(kubeconfigSecretId)
  const known = shared.get(clusters) ?? new Map<string, SharedNodes>()
  shared.set(clusters, known)
  const nodes = known.get(kubeconfigSecretId) ?? new SharedNodes(clusters.open(kubeconfig))
  known.set(kubeconfigSecretId, nodes)
  nodes.waiting += 1
  try {
    return await use(nodes)
  } finally {
    nodes.waiting -= 1
    if (nodes.waiting === 0) {
      known.delete(kubeconfigSecretId)
      nodes.close()
    }
  }
}
