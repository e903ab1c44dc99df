import { z } from 'zod'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { LinodeConnection } from '@/lib/linode/connection'
import { deleteThing, getThing, isOurs, type TaggedThing } from '@/lib/linode/tagged-things'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { CLOUD_THINGS } from '@/lib/shared/cloud/cloud-data'
import { accountPort } from './account-port'
import { clusterTags, isKept } from './judge-orphans'

export const SweptThing = z.object({
  kind: z.literal(CLOUD_THINGS),
  remoteId: z.int(),
  label: z.string(),
  tag: z.string().nullable(),
})
export type SweptThing = z.infer<typeof SweptThing>

/** Linode lets go of a volume when its machine is deleted, some time later. */
const DETACH_MS = 180_000
const GONE_MS = 180_000
const EVERY_MS = 5_000

/** Deletes one thing that belongs to no cluster, after a look whether that is still so. */
export const deleteOrphan = defineStep({
  name: 'cloud.delete-orphan',
  title: 'Delete',
  explain: {
    what: 'Looks at the thing again. If it still has BuzzCrate’s tag, and no cluster of this panel has it, it is deleted.',
    why: 'It costs money, or stands in the way, and belongs to no cluster. What has lost the tag meanwhile is somebody’s own and stays.',
    byHand: ['linode-cli <kind> view <id>', 'linode-cli <kind> delete <id>'],
    scripts: [],
  },
  input: SweptThing,
  output: z.object({ outcome: z.enum(['deleted', 'gone', 'kept']) }),
  timeoutMs: 600_000,
  attempts: {
    // Linode refuses while something that is being deleted is not quite gone.
    'linode-request-refused': { attempts: 6, delayMs: 10_000 },
    '*': { attempts: 4, delayMs: 5_000 },
  },
  skip: { label: 'Leave it there', output: { outcome: 'kept' } },
  async run(ctx: StepContext<ProvisionPorts>, { kind, remoteId, label, tag }) {
    const port = accountPort(ctx.ports)
    const { clock } = ctx.ports
    const linode = await port.connectToAccount(ctx.subjectId)
    const look = () => getThing(linode, { kind, id: remoteId }, ctx.signal)
    const found = await look()
    if (found === undefined) {
      ctx.log(`${label} is gone already.`, 'info')
      await port.endOrphan(tag, { kind, remoteId }, clock.now())
      return { outcome: 'gone' as const }
    }
    if (!isOurs(found) || isKept(found, await port.clustersOf(clusterTags(found)))) {
      ctx.log(
        isOurs(found)
          ? `${label} belongs to a cluster that lives. It stays.`
          : `${label} has BuzzCrate’s tag no more. It stays.`,
        'info',
      )
      return { outcome: 'kept' as const }
    }
    if (found.attachedTo !== undefined) await awaitDetached(ctx, found, look)
    await deleteThing(linode, { kind, id: remoteId }, ctx.signal)
    await awaitGone(ctx, linode, found, look)
    await port.endOrphan(tag, { kind, remoteId }, clock.now())
    ctx.log(`${label} is deleted.`, 'info')
    return { outcome: 'deleted' as const }
  },
  undo: 'keep',
})

type Look = () => Promise<TaggedThing | undefined>

async function awaitDetached({ ports, signal }: StepContext<ProvisionPorts>, volume: TaggedThing, look: Look) {
  await waitFor({
    look: async () => (await look())?.attachedTo === undefined || undefined,
    deadlineMs: DETACH_MS,
    everyMs: EVERY_MS,
    onDeadline: () =>
      new AppError('cloud-volume-attached', {
        userMessage: `The volume ${volume.label} is still attached to a machine (${volume.attachedTo ?? ''}). Nothing was deleted.`,
        details: { volume: volume.label, machine: volume.attachedTo ?? null },
      }),
    clock: ports.clock,
    signal,
  })
}

async function awaitGone(
  { ports, signal }: StepContext<ProvisionPorts>,
  linode: LinodeConnection,
  { label }: TaggedThing,
  look: Look,
) {
  await waitFor({
    look: async () => (await look()) === undefined || undefined,
    deadlineMs: GONE_MS,
    everyMs: EVERY_MS,
    onDeadline: () =>
      new AppError('cloud-thing-stays', {
        userMessage: `Linode took the request to delete ${label} in ${linode.account.name}, and shows it still.`,
        retryable: true,
      }),
    clock: ports.clock,
    signal,
  })
}
