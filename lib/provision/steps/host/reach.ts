import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { connectTo, patience } from './run-options'

/**
 * Opens the one connection that the whole run uses. Takes the machine; its output says how long it took.
 */
export const reachHost = defineStep({
  name: 'host.reach',
  title: 'Reach',
  explain: {
    what: 'Opens an SSH connection to the machine, checks that its host key is the accepted one, and logs in with the key.',
    why: 'Everything that follows goes over this one connection. The host key proves that it is the machine that you accepted.',
    byHand: ['ssh -i <key> <user>@<address>'],
    scripts: [],
  },
  input: z.object({ machine: MachineRef }),
  output: z.object({ connectMs: z.number() }),
  timeoutMs: 60_000,
  attempts: patience,
  async run(ctx: StepContext<ProvisionPorts>, { machine }) {
    const { user, address, port } = await ctx.ports.hosts.locate(machine, ctx.signal)
    ctx.log(`ssh ${user}@${address} -p ${port}`, 'cmd')
    const startedAt = ctx.ports.clock.now()
    await connectTo(ctx, machine)
    const connectMs = ctx.ports.clock.now() - startedAt
    ctx.log(`${machine.name} answered in ${connectMs} ms, with the accepted host key.`, 'info')
    return { connectMs }
  },
  undo: 'nothing-to-undo',
})
