import { z } from 'zod'
import { defineStep } from '@/lib/engine/step'
import { updateFirewallRules } from '@/lib/linode/networks'
import { MachineRef } from '@/lib/ports/planned-machine'
import { panelAddress } from '@/lib/provision/scripts/panel-address'
import { patience, runOptions } from '@/lib/provision/steps/host/run-options'
import { narrowRules } from '../firewall-rules'
import { cloudPatience, type LinodeContext, linodeScene } from '../linode-context'
import { MadeFirewall } from './create-firewall'
import { MadeNetwork } from './create-network'

/** Lets only in who has to: the panel, the machines among each other, and NodeBalancers. */
export const narrowFirewall = defineStep({
  name: 'linode.narrow-firewall',
  title: 'Narrow firewall',
  explain: {
    what: 'Asks the first machine from which address the panel comes, and replaces the rules of the firewall: SSH and the Kubernetes API from there and from the networks that you named, the ports of k3s between the machines of this cluster, and the ports of services from NodeBalancers. Nothing else comes in.',
    why: 'Kubernetes needs some ports between machines. Open to the world they would be the way in for everybody.',
    byHand: ['echo "$SSH_CONNECTION"   # on the machine', 'linode-cli firewalls rules-update <id> …'],
    scripts: [panelAddress.name],
  },
  input: z.object({
    machine: MachineRef,
    firewall: MadeFirewall,
    network: MadeNetwork,
    allowedFrom: z.array(z.string()),
    /** Of all machines. */
    running: z.array(z.object({ address: z.string(), privateAddress: z.string() })),
  }),
  output: z.object({ panel: z.string() }),
  timeoutMs: 600_000,
  attempts: { ...cloudPatience, ...patience },
  async run(ctx: LinodeContext, { machine, firewall, network, allowedFrom, running }) {
    const { linode } = await linodeScene(ctx)
    const host = await ctx.ports.hosts.connect(machine, ctx.signal)
    ctx.log('sh panel-address.sh', 'cmd')
    const { address } = await host.run(panelAddress, {}, runOptions(ctx))
    const rules = narrowRules({
      from: [`${address}/32`, ...allowedFrom],
      machines: running.flatMap((one) => [one.privateAddress, one.address]),
      ...(network.kind === 'vpc' ? { balancersFrom: network.ipv4 } : {}),
    })
    ctx.log(`PUT /networking/firewalls/${firewall.id}/rules  # ${rules.map(({ label }) => label).join(', ')}`, 'cmd')
    await updateFirewallRules(linode, firewall.id, rules, ctx.signal)
    ctx.log(`SSH and the Kubernetes API are open to ${[address, ...allowedFrom].join(', ')} only.`, 'info')
    return { panel: address }
  },
  // The firewall goes as a whole.
  undo: 'nothing-to-undo',
})
