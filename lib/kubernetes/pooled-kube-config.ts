import type { AgentOptions } from 'node:https'
import { type Cluster, HttpMethod, KubeConfig, RequestContext } from '@kubernetes/client-node'
import type { Dispatcher } from 'undici'
import { lookupWithin, type Reach } from '@/lib/core/address-policy'
import type { ClusterAccess } from './kubeconfig'

const NAME = 'cluster'

interface Prepared {
  readonly headers: Record<string, string>
  readonly dispatcher: Dispatcher
}

/**
 * The client's configuration with one connection pool for the cluster. The client by itself (2.0.1) makes a new
 * pool, so a new TLS handshake, for each request: createDispatcher in its config.js caches nothing.
 */
export class PooledKubeConfig extends KubeConfig {
  private prepared: Promise<Prepared> | undefined
  private readonly reach: Reach

  constructor({ server, caData, user }: ClusterAccess, reach: Reach) {
    super()
    this.reach = reach
    this.loadFromClusterAndUser({ name: NAME, server, caData, skipTLSVerify: false }, { name: NAME, ...user })
  }

  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    const { headers, dispatcher } = await this.connection()
    for (const [name, value] of Object.entries(headers)) context.setHeaderParam(name, value)
    // The client types its own copy of the same class.
    context.setDispatcher(dispatcher)
  }

  /** Headers that say who we are, and the pool that knows the cluster's certificate authority. */
  connection(): Promise<Prepared> {
    this.prepared ??= this.prepare()
    return this.prepared
  }

  async close(): Promise<void> {
    const { dispatcher } = await this.connection()
    await dispatcher.destroy()
  }

  /** Names are looked up by the panel's own door. */
  override createDispatcherOptions(
    cluster: Cluster | null,
    agentOptions: AgentOptions,
  ): ReturnType<KubeConfig['createDispatcherOptions']> {
    const options = super.createDispatcherOptions(cluster, agentOptions)
    // A proxy would look them up by itself; we set none.
    if (options.type !== 'agent') throw new Error(`the Kubernetes client would connect by itself: ${options.type}`)
    return { ...options, connect: { ...options.connect, lookup: lookupWithin(this.reach) } }
  }

  private async prepare(): Promise<Prepared> {
    const context = new RequestContext(this.getCurrentCluster()?.server ?? '', HttpMethod.GET)
    await super.applySecurityAuthentication(context)
    const dispatcher = context.getDispatcher()
    if (dispatcher === undefined) throw new Error('the Kubernetes client made no pool of connections')
    return { headers: context.getHeaders(), dispatcher }
  }
}
