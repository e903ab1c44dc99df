import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineStep } from '@/lib/engine/step'
import { allowsPrivateAddresses } from '@/lib/linode/account'
import { createVpc } from '@/lib/linode/networks'
import { endThings } from '../cloud-kinds'
import { cloudPatience, type LinodeContext, linodeScene, linodeTime } from '../linode-context'
import { Decided } from './decide'

/** Private addresses of the machines, and the NodeBalancers' side of it, in accounts with a VPC. */
const SUBNET = { label: 'nodes', ipv4: '10.7.0.0/24' } as const

export const MadeNetwork = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('private') }),
  z.object({
    kind: z.literal('vpc'),
    vpcId: z.int(),
    subnetId: z.int(),
    label: z.string(),
    subnet: z.string(),
    ipv4: z.string(),
  }),
])
export type MadeNetwork = z.infer<typeof MadeNetwork>

/** Looks how machines of this account reach each other, and makes a VPC where they have no private addresses. */
export const createNetwork = defineStep({
  name: 'linode.create-network',
  title: 'Network',
  explain: {
    what: "Asks Linode which kind of private network the account has. Where machines get private addresses there is nothing to do; otherwise a VPC with one subnet is made, at the cluster's own name.",
    why: 'The machines of a cluster talk to each other all the time. Over private addresses that costs nothing, and NodeBalancers send their traffic there.',
    byHand: ['linode-cli account settings', 'linode-cli vpcs create --label <label> --region <region>'],
    scripts: [],
  },
  input: z.object({ decided: Decided, region: z.string() }),
  output: MadeNetwork,
  timeoutMs: 600_000,
  attempts: cloudPatience,
  async run(ctx: LinodeContext, { decided, region }) {
    const { linode, port } = await linodeScene(ctx)
    if (await allowsPrivateAddresses(linode, ctx.signal)) {
      ctx.log('Machines of this account have private addresses; no VPC is needed.', 'info')
      return { kind: 'private' as const }
    }
    const { vpc: label, tags } = decided
    ctx.log(`POST /vpcs  # ${label}, ${SUBNET.ipv4}`, 'cmd')
    const { thing } = await createVpc(linode, { label, tags, region, subnet: SUBNET }, ctx.signal)
    const createdAt = linodeTime(thing.created)
    const of = { kind: 'vpc', remoteId: thing.id, label, hourly: 0, monthly: 0, createdAt } as const
    await port.saveThing(ctx.subjectId, of)
    const subnet = thing.subnets.find((one) => one.label === SUBNET.label)
    if (subnet === undefined) throw withoutSubnet(label)
    ctx.log(`VPC ${thing.id} with the subnet ${subnet.id}.`)
    const { label: subnetLabel, ipv4 } = SUBNET
    return { kind: 'vpc' as const, vpcId: thing.id, subnetId: subnet.id, label, subnet: subnetLabel, ipv4 }
  },
  async undo(ctx: LinodeContext) {
    await endThings(ctx, await linodeScene(ctx), 'vpc')
  },
})

const withoutSubnet = (label: string): AppError =>
  new AppError('linode-answer-unknown', {
    userMessage: `The VPC ${label} has no subnet, though it was made with one. Delete it in Linode's Cloud Manager and continue.`,
    details: { label },
  })
