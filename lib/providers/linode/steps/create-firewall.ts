import { z } from 'zod'
import { defineStep } from '@/lib/engine/step'
import { createFirewall as createAtLinode } from '@/lib/linode/networks'
import { endThings } from '../cloud-kinds'
import { firstRules } from '../firewall-rules'
import { cloudPatience, type LinodeContext, linodeScene, linodeTime } from '../linode-context'
import { Decided } from './decide'

export const MadeFirewall = z.object({ id: z.int() })

/** Makes the firewall of a cluster, closed but for SSH with keys. */
export const createFirewall = defineStep({
  name: 'linode.create-firewall',
  title: 'Firewall',
  explain: {
    what: 'Makes a firewall at Linode that lets nothing in but SSH, to which only the key of the panel opens. Once the machines are there it is made narrower.',
    why: "A machine at a cloud has a public address, and is tried by strangers within minutes. The ports of Kubernetes must not be open to the world at any time. Linode's firewall does not ask the machine.",
    byHand: [
      "linode-cli firewalls create --label <label> --rules.inbound_policy DROP --rules.outbound_policy ACCEPT --rules.inbound '[…]'",
    ],
    scripts: [],
  },
  input: z.object({ decided: Decided }),
  output: MadeFirewall,
  timeoutMs: 600_000,
  attempts: cloudPatience,
  async run(ctx: LinodeContext, { decided }) {
    const { linode, port } = await linodeScene(ctx)
    const { firewall: label, tags } = decided
    ctx.log(`POST /networking/firewalls  # ${label}`, 'cmd')
    const { thing, adopted } = await createAtLinode(linode, { label, tags, inbound: firstRules }, ctx.signal)
    const createdAt = linodeTime(thing.created)
    const of = { kind: 'firewall', remoteId: thing.id, label, hourly: 0, monthly: 0, createdAt } as const
    await port.saveThing(ctx.subjectId, of)
    ctx.log(adopted ? `Firewall ${thing.id} was there already: an earlier answer got lost.` : `Firewall ${thing.id}.`)
    return { id: thing.id }
  },
  async undo(ctx: LinodeContext) {
    await endThings(ctx, await linodeScene(ctx), 'firewall')
  },
})
