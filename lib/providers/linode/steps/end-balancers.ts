import { z } from 'zod'
import { defineStep } from '@/lib/engine/step'
import { endBalancersOf } from '../end-balancers'
import { cloudPatience, type LinodeContext } from '../linode-context'
import { LET_GO } from './let-go'

/** First of all in a deletion: while the cluster lives it knows best what it has made. */
export const endBalancers = defineStep({
  name: 'linode.end-balancers',
  title: 'End load balancers',
  explain: {
    what: 'Deletes the Services of type LoadBalancer, waits until their NodeBalancers are gone, and deletes those that stay by the tag of the cluster.',
    why: 'NodeBalancers cost money and do not go with the machines. The controller in the cluster made them, and is there to end them only as long as the cluster lives.',
    byHand: [
      'kubectl get services -A | grep LoadBalancer',
      'kubectl -n <namespace> delete service <name>',
      'linode-cli nodebalancers list',
    ],
    scripts: [],
  },
  input: z.object({}),
  output: z.object({}),
  timeoutMs: 900_000,
  attempts: cloudPatience,
  skip: LET_GO,
  async run(ctx: LinodeContext) {
    await endBalancersOf(ctx)
    ctx.log('No NodeBalancer of this cluster is left.', 'info')
    return {}
  },
  undo: 'keep',
})
