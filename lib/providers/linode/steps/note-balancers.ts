import { z } from 'zod'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { defineStep } from '@/lib/engine/step'
import { ClusterAccess, withClusterApi } from '@/lib/provision/steps/cluster/access'
import { findThings } from '../cloud-kinds'
import { cloudPatience, type LinodeContext, linodeScene } from '../linode-context'

/** Traefik is installed once nodes take pods, and its NodeBalancer made then. */
const DEADLINE_MS = 150_000
const TRAEFIK = 'traefik'

/** Writes down what the cluster's own controller has made by now, so that its price counts from the beginning. */
export const noteBalancers = defineStep({
  name: 'linode.note-balancers',
  title: 'Note costs',
  explain: {
    what: 'Waits until every Service of type LoadBalancer has its NodeBalancer, Traefik too where it is wanted, and notes since when each is there and what it costs.',
    why: 'The controller in the cluster makes them, and not the panel. What is not written down would be missing in the costs.',
    byHand: ['kubectl get services -A | grep LoadBalancer', 'linode-cli nodebalancers list'],
    scripts: [],
  },
  input: z.object({ access: ClusterAccess, traefik: z.boolean() }),
  output: z.object({ balancers: z.number() }),
  timeoutMs: DEADLINE_MS + 300_000,
  attempts: { ...cloudPatience, 'cluster-unreachable': { attempts: 5, delayMs: 2_000 } },
  async run(ctx: LinodeContext, { access, traefik }) {
    const scene = await linodeScene(ctx)
    const balancers = await withClusterApi(ctx.ports, access, async (api) => {
      const count = async () => (await findThings(ctx, scene, 'balancer')).length
      return waitFor({
        look: async () => {
          const services = await api.loadBalancers(ctx.signal)
          const isWhole = !traefik || services.some(({ name }) => name === TRAEFIK)
          const found = await count()
          return isWhole && found >= services.length ? found : undefined
        },
        everyMs: 5_000,
        deadlineMs: DEADLINE_MS,
        onDeadline: (_, last) => last ?? late(),
        clock: ctx.ports.clock,
        signal: ctx.signal,
      }).catch(async (error: unknown) => {
        if (!(error instanceof AppError && error.code === LATE)) throw error
        ctx.log('A load balancer is not there yet; the cluster is as good as ready without it.', 'info')
        return count()
      })
    })
    ctx.log(`${balancers} NodeBalancers are there, and count from now on.`, 'info')
    return { balancers }
  },
  // They are ended by who ends the machines.
  undo: 'nothing-to-undo',
})

const LATE = 'cloud-balancer-late'
const late = () => new AppError(LATE, { userMessage: 'A load balancer is not there yet.' })
