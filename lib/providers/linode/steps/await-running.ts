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

/** cloud-init sets the host key and the panel's key a moment after the system is up: another one before that is no attack. */
const NOT_YET: readonly string[] = ['host-key-changed', 'host-login-refused']
/** A system that has just booted starts its SSH server within a minute, a slow one in three. */
const SSH_DEADLINE_MS = 300_000

/** Waits until Linode says that a machine runs, notes its addresses, and waits until it lets the panel in. */
export const awaitRunning = defineStep({
  name: 'linode.await-running',
  title: 'Boot',
  explain: {
    what: 'Asks Linode once a second, for all machines in one question, until this one runs; notes its public address and the one for the other machines; then tries SSH until the machine lets the panel in, with the host key that was made for it.',
    why: 'A machine is provisioned, then it boots, then it sets itself up by the user data. The panel goes on by SSH from there.',
    byHand: ['linode-cli linodes view <id>', 'linode-cli linodes ips-list <id>', 'ssh -i <key> root@<address>'],
    scripts: [],
  },
  input: z.object({ machine: MachineRef, made: z.object({ id: z.int() }), network: MadeNetwork }),
  output: z.object({ address: z.string(), privateAddress: z.string() }),
  timeoutMs: DEADLINE_MS + SSH_DEADLINE_MS + 120_000,
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
    await untilLetIn(ctx, machine)
    return found
  },
  // They end with the machine.
  undo: 'nothing-to-undo',
})

/** The key is pinned: whoever shows another one for good is not let pass. */
async function untilLetIn(ctx: LinodeContext, machine: MachineRef): Promise<void> {
  let last: AppError | undefined
  await waitFor({
    look: async () => {
      try {
        await ctx.ports.hosts.connect(machine, ctx.signal)
        return true
      } catch (error) {
        if (!(error instanceof AppError && (error.retryable || NOT_YET.includes(error.code)))) throw error
        last = error
        return undefined
      }
    },
    everyMs: 2_000,
    deadlineMs: SSH_DEADLINE_MS,
    onDeadline: (waitedMs) => last ?? late(machine, 'running', waitedMs),
    clock: ctx.ports.clock,
    signal: ctx.signal,
  })
  ctx.log(`${machine.name} lets the panel in, with the host key that was made for it.`, 'info')
}

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
