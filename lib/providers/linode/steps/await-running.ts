import { z } from 'zod'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { defineStep } from '@/lib/engine/step'
import { getInstanceAddresses, type InstanceAddresses } from '@/lib/linode/instances'
import { MachineRef } from '@/lib/ports/planned-machine'
import { cloudPatience, type LinodeContext, linodeScene } from '../linode-context'
import { seeInstances } from '../see-instances'
import { MadeNetwork } from './create-network'

/** A small machine was recorded with 51 s from its create to its boot. */
const DEADLINE_MS = 900_000
const EVERY_MS = 1_000

/** Waits until Linode says that a machine runs, and notes its addresses. */
export const awaitRunning = defineStep({
  name: 'linode.await-running',
  title: 'Boot',
  explain: {
    what: 'Asks Linode once a second, for all machines in one question, until this one runs; then notes its public address and the one for the other machines.',
    why: 'A machine is provisioned, then it boots. Only then its addresses are worth anything; the panel goes on by SSH from there.',
    byHand: ['linode-cli linodes view <id>', 'linode-cli linodes ips-list <id>'],
    scripts: [],
  },
  input: z.object({ machine: MachineRef, made: z.object({ id: z.int() }), network: MadeNetwork }),
  output: z.object({ address: z.string(), privateAddress: z.string() }),
  timeoutMs: DEADLINE_MS + 300_000,
  attempts: cloudPatience,
  async run(ctx: LinodeContext, { machine, made, network }) {
    const scene = await linodeScene(ctx)
    let said = ''
    await waitFor({
      look: async () => {
        const status = (await seeInstances(ctx, scene, EVERY_MS)).find(({ id }) => id === made.id)?.status
        if (status !== undefined && status !== said) ctx.log(`${machine.name} is ${status}.`, 'info')
        said = status ?? said
        return status === 'running' ? true : undefined
      },
      everyMs: EVERY_MS,
      deadlineMs: DEADLINE_MS,
      onDeadline: (waitedMs, last) => last ?? late(machine, said, waitedMs),
      clock: ctx.ports.clock,
      signal: ctx.signal,
    })
    const found = addressesOf(await getInstanceAddresses(scene.linode, made.id, ctx.signal), network.kind)
    if (found === undefined) throw withoutAddress(machine)
    await scene.port.saveMachine(ctx.subjectId, machine.machineId, found)
    ctx.log(`${machine.name} has the address ${found.address}, and ${found.privateAddress} for the others.`, 'info')
    return found
  },
  // They end with the machine.
  undo: 'nothing-to-undo',
})

function addressesOf(found: InstanceAddresses | undefined, kind: MadeNetwork['kind']) {
  const [address] = found?.public ?? []
  const [privateAddress] = (kind === 'vpc' ? found?.vpc : found?.private) ?? []
  return address === undefined || privateAddress === undefined ? undefined : { address, privateAddress }
}

const late = ({ name }: MachineRef, said: string, waitedMs: number): AppError =>
  new AppError('cloud-machine-late', {
    userMessage: `${name} does not run after ${Math.round(waitedMs / 60_000)} minutes: Linode ${said === '' ? 'does not list it' : `calls it ${said}`}. See status.linode.com, and continue; or clean up, which deletes it.`,
    retryable: true,
    details: { machine: name, status: said },
  })

const withoutAddress = ({ name }: MachineRef): AppError =>
  new AppError('cloud-machine-late', {
    userMessage: `${name} runs, but Linode names no address of it yet. Continue in a minute.`,
    retryable: true,
    details: { machine: name },
  })
