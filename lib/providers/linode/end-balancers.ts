import { AppError } from '@/lib/core/errors'
import { withClusterApi } from '@/lib/provision/steps/cluster/access'
import { endThings, type FoundThing, findThings, untilGone } from './cloud-kinds'
import { type LinodeContext, type LinodeScene, linodeScene } from './linode-context'

/** The cluster's own controller has so long to take its NodeBalancers away; then the panel does it. */
const OWN_MS = 120_000
const KUBECONFIG_KIND = 'kubeconfig'

/**
 * Ends all NodeBalancers of a cluster: asks the cluster to do it while it lives, and deletes by tag what stays, also where
 * the cluster is dead. A person who deletes machines first keeps paying for NodeBalancers: nobody is left to end them.
 */
export async function endBalancersOf(ctx: LinodeContext): Promise<void> {
  const scene = await linodeScene(ctx)
  const before = await findThings(ctx, scene, 'balancer')
  if ((await endServices(ctx)) === 'ended') await untilTakenAway(ctx, scene, before)
  await endThings(ctx, scene, 'balancer')
}

type Ended = 'ended' | 'none' | 'dead'

/** Deletes the Services of type LoadBalancer of a cluster that answers. */
async function endServices(ctx: LinodeContext): Promise<Ended> {
  const [kubeconfigSecretId] = [...(await ctx.ports.vault.find(KUBECONFIG_KIND, ctx.subjectId))].reverse()
  if (kubeconfigSecretId === undefined) return 'dead'
  const limit = new AbortController()
  const settled = new AbortController()
  const signal = AbortSignal.any([ctx.signal, limit.signal])
  ctx.ports.clock.delay(OWN_MS, settled.signal).then(
    () => limit.abort(new AppError('cluster-unreachable', { userMessage: 'The cluster takes too long.' })),
    () => undefined,
  )
  try {
    return await withClusterApi(ctx.ports, { kubeconfigSecretId }, async (api) => {
      const services = await api.loadBalancers(signal)
      for (const { namespace, name } of services) ctx.log(`kubectl -n ${namespace} delete service ${name}`, 'cmd')
      await api.remove(services, signal)
      return services.length === 0 ? 'none' : 'ended'
    })
  } catch (error) {
    ctx.signal.throwIfAborted()
    const why = error instanceof AppError ? error.userMessage : 'It does not answer.'
    ctx.log(`The cluster does not end its load balancers by itself (${why}); they are deleted by their tag.`, 'info')
    return 'dead'
  } finally {
    settled.abort(new Error('over'))
  }
}

/** Whatever stays after this is deleted by the panel, so lateness is no error. */
async function untilTakenAway(ctx: LinodeContext, scene: LinodeScene, things: readonly FoundThing[]): Promise<void> {
  try {
    await untilGone(ctx, scene, 'balancer', things, OWN_MS)
  } catch (error) {
    if (!(error instanceof AppError && error.retryable)) throw error
    ctx.log('The cluster’s controller did not take its NodeBalancers away; they are deleted by their tag.', 'info')
  }
}
