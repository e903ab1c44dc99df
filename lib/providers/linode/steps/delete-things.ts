import { z } from 'zod'
import { defineStep } from '@/lib/engine/step'
import { MachineRef } from '@/lib/ports/planned-machine'
import { endThings } from '../cloud-kinds'
import { cloudPatience, type LinodeContext, linodeScene } from '../linode-context'
import { machineLabel } from '../linode-names'
import { endMachine } from './create-machine'
import { LET_GO } from './let-go'

const common = {
  input: z.object({}),
  output: z.object({}),
  timeoutMs: 900_000,
  skip: LET_GO,
  undo: 'keep',
} as const

/** Just after the machines went Linode may still count them as being inside. */
const inUse = { ...cloudPatience, 'linode-request-refused': { attempts: 6, delayMs: 10_000 } } as const

export const deleteMachine = defineStep({
  ...common,
  name: 'linode.delete-machine',
  title: 'Delete machine',
  explain: {
    what: 'Deletes the machine at Linode by the label that it was made with, and waits until no list shows it any more.',
    why: 'From here on it costs nothing. A machine without the tags of this cluster is never touched, whatever it is called.',
    byHand: ['linode-cli linodes list --label <label>', 'linode-cli linodes delete <id>'],
    scripts: [],
  },
  input: z.object({ machine: MachineRef }),
  attempts: cloudPatience,
  async run(ctx: LinodeContext, { machine }) {
    // One that another version has called differently is found by its tag: the sweep comes after this.
    await endMachine(ctx, await linodeScene(ctx), machine, machineLabel(ctx.subjectId, machine))
    return {}
  },
})

export const deleteVolumes = defineStep({
  ...common,
  name: 'linode.delete-volumes',
  title: 'Delete volumes',
  explain: {
    what: 'Deletes the volumes that have the tag of this cluster, with their data.',
    why: 'Volumes outlive the machines that they were attached to, and go on costing money.',
    byHand: ['linode-cli volumes list', 'linode-cli volumes delete <id>'],
    scripts: [],
  },
  attempts: inUse,
  async run(ctx: LinodeContext) {
    const count = await endThings(ctx, await linodeScene(ctx), 'volume')
    if (count === 0) ctx.log('The cluster has left no volume.', 'info')
    return {}
  },
})

export const deleteFirewall = defineStep({
  ...common,
  name: 'linode.delete-firewall',
  title: 'Delete firewall',
  explain: {
    what: 'Deletes the firewall of this cluster.',
    why: 'It costs nothing, but an account takes only so many, and nothing of a deleted cluster should be left.',
    byHand: ['linode-cli firewalls list --tags buzzcrate', 'linode-cli firewalls delete <id>'],
    scripts: [],
  },
  attempts: inUse,
  async run(ctx: LinodeContext) {
    await endThings(ctx, await linodeScene(ctx), 'firewall')
    return {}
  },
})

export const deleteNetwork = defineStep({
  ...common,
  name: 'linode.delete-network',
  title: 'Delete network',
  explain: {
    what: 'Deletes the VPC of this cluster, where one was made.',
    why: 'Linode refuses it while a machine or a NodeBalancer is inside, so it comes after them.',
    byHand: ['linode-cli vpcs list', 'linode-cli vpcs delete <id>'],
    scripts: [],
  },
  attempts: inUse,
  async run(ctx: LinodeContext) {
    const count = await endThings(ctx, await linodeScene(ctx), 'vpc')
    if (count === 0) ctx.log('The cluster had no VPC.', 'info')
    return {}
  },
})
