import { HttpMethod, KubeConfig, RequestContext } from '@kubernetes/client-node'
import type { Dispatcher } from 'undici'
import type { ClusterAccess } from './kubeconfig'

const NAME = 'cluster'

/**
 * The client's configuration with one connection pool for the cluster. The client by itself (2.0.1) makes a new
 * pool, so a new TLS handshake, for each request: createDispatcher in its config.js caches nothing.
 */
export class PooledKubeConfig extends KubeConfig {
  private prepared: Promise<{ headers: Record<string, string>; dispatcher: Dispatcher | undefined }> | undefined

  constructor({ server, caData, user }: ClusterAccess) {
    super()
    this.loadFromClusterAndUser({ name: NAME, server, caData, skipTLSVerify: false }, { name: NAME, ...user })
  }

  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    const { headers, dispatcher } = await this.connection()
    for (const [name, value] of Object.entries(headers)) context.setHeaderParam(name, value)
    // The client types its own copy of the same class.
    if (dispatcher !== undefined) context.setDispatcher(dispatcher)
  }

  /** Headers that say who we are, and the pool that knows the cluster's certificate authority. */
  connection(): Promise<{ headers: Record<string, string>; dispatcher: Dispatcher | undefined }> {
    this.prepared ??= this.prepare()
    return this.prepared
  }

  async close(): Promise<void> {
    const { dispatcher } = await this.connection()
    await dispatcher?.destroy()
  }

  private async prepare(): Promise<{ headers: Record<string, string>; dispatcher: Dispatcher | undefined }> {
    const context = new RequestContext(this.getCurrentCluster()?.server ?? '', HttpMethod.GET)
    await super.applySecurityAuthentication(context)
    return { headers: context.getHeaders(), dispatcher: context.getDispatcher() }
  }
}
