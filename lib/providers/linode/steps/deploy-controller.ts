import { z } from 'zod'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { defineStep } from '@/lib/engine/step'
import type { ClusterApi } from '@/lib/ports/cluster-api'
import { ClusterAccess, withClusterApi } from '@/lib/provision/steps/cluster/access'
import { CONTROLLER, controllerObjects } from '../controller-objects'
import { endBalancersOf } from '../end-balancers'
import { type LinodeContext, linodeScene } from '../linode-context'
import { balancerPrefix } from '../linode-names'
import { BroughtController } from './bring-controller'
import { MadeNetwork } from './create-network'

const DEADLINE_MS = 300_000
const NAMESPACE = 'kube-system'

/** Starts Linode's cloud controller in the cluster, and waits until it has looked at every node. */
export const deployController = defineStep({
  name: 'linode.deploy-controller',
  title: 'Cloud controller',
  explain: {
    what: "Writes Linode's cloud controller into the cluster, with the token of your account and the tag of this cluster, and waits until it has looked at every node.",
    why: 'It tells Kubernetes which machine a node is, and makes a NodeBalancer with a public address for every Service of type LoadBalancer. Until it has looked at a node, ordinary pods do not run there.',
    byHand: [
      'kubectl apply --server-side -f linode-cloud-controller.yaml',
      'kubectl -n kube-system rollout status daemonset/linode-cloud-controller',
      "kubectl get nodes -o custom-columns='NAME:.metadata.name,ID:.spec.providerID,TAINTS:.spec.taints[*].key'",
    ],
    scripts: [],
  },
  input: z.object({ access: ClusterAccess, brought: BroughtController, network: MadeNetwork }),
  output: z.object({}),
  timeoutMs: DEADLINE_MS + 120_000,
  attempts: { 'cluster-unreachable': { attempts: 5, delayMs: 2_000 } },
  async run(ctx: LinodeContext, { access, brought, network }) {
    const { linode, port, tag } = await linodeScene(ctx)
    const { region } = await port.cluster(ctx.subjectId)
    const { image, pulled, url } = brought
    const objects = controllerObjects({
      image,
      pulled,
      token: linode.account.token,
      region,
      url,
      tag,
      prefix: balancerPrefix(ctx.subjectId),
      vpc: network.kind === 'vpc' ? network : undefined,
    })
    await withClusterApi(ctx.ports, access, async (api) => {
      for (const { kind, metadata } of objects) ctx.log(`kubectl apply -f - # ${kind} ${metadata.name}`, 'cmd')
      await api.apply(objects, ctx.signal)
      await untilSeen(ctx, api)
    })
    ctx.log('Every node was looked at; Services of type LoadBalancer get NodeBalancers from here on.', 'info')
    return {}
  },
  undo: (ctx: LinodeContext) => endBalancersOf(ctx),
})

async function untilSeen(ctx: LinodeContext, api: ClusterApi): Promise<void> {
  let said = ''
  await waitFor({
    look: async () => {
      const waiting = (await api.nodes(ctx.signal)).filter(({ awaitsCloud }) => awaitsCloud).map(({ name }) => name)
      if (waiting.length === 0) return true
      const words = `The controller has not looked at ${waiting.slice(0, 5).join(', ')} yet.`
      if (words !== said) ctx.log(words, 'info')
      said = words
      return undefined
    },
    everyMs: 500,
    deadlineMs: DEADLINE_MS,
    onDeadline: (waitedMs, last) => last ?? silent(said, waitedMs),
    clock: ctx.ports.clock,
    signal: ctx.signal,
  }).catch(async (error: unknown) => {
    if (!(error instanceof AppError && error.code === 'cloud-controller-silent')) throw error
    const pods = await api.pods(NAMESPACE, `app.kubernetes.io/name=${CONTROLLER}`, ctx.signal)
    const reasons = [...new Set(pods.map(({ waitingFor }) => waitingFor).filter((words) => words !== ''))]
    throw silent(`${said} ${reasons.slice(0, 3).join(' ')}`.trim(), DEADLINE_MS)
  })
}

const silent = (said: string, waitedMs: number): AppError =>
  new AppError('cloud-controller-silent', {
    userMessage: `The cloud controller did not get ready within ${Math.round(waitedMs / 1000)} s. ${said}`.trim(),
    retryable: true,
    details: { said },
  })
