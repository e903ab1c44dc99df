import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { defineStep } from '@/lib/engine/step'
import { createInstance, deleteInstance, findInstances, type InstanceNetwork } from '@/lib/linode/instances'
import { hasTags } from '@/lib/linode/owned'
import { MachineRef, MachineRole } from '@/lib/ports/planned-machine'
import { cloudConfig } from '../cloud-config'
import { untilGone } from '../cloud-kinds'
import { cloudPatience, type LinodeContext, type LinodeScene, linodeScene, linodeTime } from '../linode-context'
import { MadeFirewall } from './create-firewall'
import { type MadeNetwork, MadeNetwork as Network } from './create-network'
import { Decided } from './decide'
import { MadeKeys, openHostKey } from './make-keys'

const Input = z.object({
  machine: MachineRef,
  role: MachineRole,
  decided: Decided,
  keys: MadeKeys,
  firewall: MadeFirewall,
  network: Network,
  region: z.string(),
  type: z.string(),
  image: z.string(),
})

/** Makes one machine. Its label was decided before, so that a create whose answer got lost is found and taken over. */
export const createMachine = defineStep({
  name: 'linode.create-machine',
  title: 'Create machine',
  explain: {
    what: 'Asks Linode for a machine of the chosen size, behind the firewall, with user data for cloud-init: its name, the key of the panel, and its host key. The root password is random and kept by nobody.',
    why: 'This is what costs money, from now until it is deleted. The label was decided before: should the answer get lost, the machine is found by it and taken over, and no second one is made.',
    byHand: [
      'linode-cli linodes create --label <label> --type <size> --region <region> --image <image> --private_ip true --firewall_id <id> --authorized_keys <key> --metadata.user_data <base64>',
    ],
    scripts: [],
  },
  input: Input,
  /** Its id at Linode, and what Linode's cloud controller finds it by. */
  output: z.object({ id: z.int(), providerId: z.string() }),
  timeoutMs: 900_000,
  attempts: cloudPatience,
  async run(ctx: LinodeContext, input) {
    const { machine, role, decided, keys, region, type, image } = input
    const scene = await linodeScene(ctx)
    const label = decidedLabel(decided, machine)
    const host = await openHostKey(ctx, keys, machine.machineId)
    ctx.log(`POST /linode/instances  # ${label}: ${type} in ${region}, ${image}`, 'cmd')
    const request = {
      label,
      tags: decided.tags,
      region,
      type,
      image,
      rootPassword: randomPassword(),
      authorizedKeys: [keys.loginKey],
      userData: cloudConfig({ hostname: machine.name, loginKey: keys.loginKey, hostKey: host }),
      network: networkOf(input.network, input.firewall.id),
    }
    const { thing, adopted } = await createInstance(scene.linode, request, ctx.signal)
    const { port } = scene
    const reached = { hostKey: host.hostKey, keySecretId: keys.loginSecretId }
    await port.saveMachine(ctx.subjectId, machine.machineId, reached)
    const { prices } = await port.cluster(ctx.subjectId)
    const price = role === 'server' ? prices.server : prices.worker
    const createdAt = linodeTime(thing.created)
    await port.saveThing(ctx.subjectId, { kind: 'machine', remoteId: thing.id, label, ...price, createdAt })
    ctx.log(
      adopted
        ? `Machine ${thing.id} was there already: an earlier answer got lost.`
        : `Machine ${thing.id} is being made.`,
      'info',
    )
    return { id: thing.id, providerId: `linode://${thing.id}` }
  },
  async undo(ctx: LinodeContext, { machine, decided }) {
    await endMachine(ctx, await linodeScene(ctx), machine, decidedLabel(decided, machine))
  },
})

/** As it was written down before the first try, whatever a later version of the panel would choose. */
function decidedLabel({ machines }: Decided, { machineId, name }: MachineRef): string {
  const label = machines.find((one) => one.machineId === machineId)?.label
  if (label === undefined) throw new Error(`no label was decided for ${name}`)
  return label
}

const networkOf = (network: MadeNetwork, firewallId: number): InstanceNetwork =>
  network.kind === 'private' ? { kind: 'private', firewallId } : { kind: 'vpc', firewallId, subnetId: network.subnetId }

/** Of all kinds of characters, as Linode wants it; 192 bits. Nobody keeps it: the key is the only way in. */
const randomPassword = (): string => `aA1-${randomBytes(24).toString('base64url')}`

/** Deletes a machine of the cluster by its label, where it is there, and returns once it is not listed any more. */
export async function endMachine(
  ctx: LinodeContext,
  scene: LinodeScene,
  machine: MachineRef,
  label: string,
): Promise<void> {
  const { linode, port, tags } = scene
  const found = (await findInstances(linode, label, ctx.signal)).filter((one) => hasTags(one, tags))
  for (const { id } of found) {
    ctx.log(`DELETE /linode/instances/${id}  # ${label}`, 'cmd')
    await deleteInstance(linode, id, ctx.signal)
  }
  await untilGone(ctx, scene, 'machine', found)
  const nothing = { address: undefined, privateAddress: undefined, hostKey: undefined, keySecretId: undefined }
  await port.saveMachine(ctx.subjectId, machine.machineId, nothing)
  ctx.log(found.length === 0 ? `There is no machine ${label}.` : `Machine ${label} is gone.`, 'info')
}
