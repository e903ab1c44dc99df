import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import type { LinodeConnection } from '@/lib/linode/connection'
import { deleteInstance, listInstances } from '@/lib/linode/instances'
import { deleteFirewall, deleteVpc, listFirewalls, listVpcs } from '@/lib/linode/networks'
import { deleteNodeBalancer, listNodeBalancers } from '@/lib/linode/node-balancers'
import { deleteVolume, listVolumes } from '@/lib/linode/volumes'
import { type CloudPrice, type CloudThingKind, type ClusterPrices, OUR_TAG } from '@/lib/shared/cloud/cloud-data'
import { type LinodeContext, type LinodeScene, linodeTime } from './linode-context'

/** Something of a cluster in its account. */
export interface FoundThing {
  readonly id: number
  readonly label: string
  /** UTC without a zone. */
  readonly created: string
  /** GB, of volumes. */
  readonly size?: number
}

interface Kind {
  /** As people call several of them. */
  readonly words: string
  /** All that have the tag. */
  list(linode: LinodeConnection, tag: string, signal: AbortSignal): Promise<readonly FoundThing[]>
  remove(linode: LinodeConnection, id: number, signal: AbortSignal): Promise<void>
  price(prices: ClusterPrices, thing: FoundThing): CloudPrice
}

const FREE: CloudPrice = { hourly: 0, monthly: 0 }

/** What can be made for a cluster, in the order of a tear-down. */
export const CLOUD_KINDS = {
  balancer: {
    words: 'NodeBalancers',
    list: listNodeBalancers,
    remove: deleteNodeBalancer,
    price: ({ balancer }) => balancer,
  },
  machine: {
    words: 'machines',
    list: listInstances,
    remove: deleteInstance,
    // One that the panel has not written down is nobody's server.
    price: ({ worker }) => worker,
  },
  volume: {
    words: 'volumes',
    list: listVolumes,
    remove: deleteVolume,
    price: ({ volume }, { size = 0 }) => ({ hourly: volume.hourly * size, monthly: volume.monthly * size }),
  },
  firewall: { words: 'firewalls', list: listFirewalls, remove: deleteFirewall, price: () => FREE },
  vpc: { words: 'VPCs', list: listVpcs, remove: deleteVpc, price: () => FREE },
} as const satisfies Readonly<Record<CloudThingKind, Kind>>

const kindOf = (kind: CloudThingKind): Kind => CLOUD_KINDS[kind]

/**
 * What is there of a kind, by the tag of the cluster. Writes down what nobody has, and that what was there is gone: a
 * cluster's own controllers make and end things too.
 */
export async function findThings(
  ctx: LinodeContext,
  { linode, port, tag }: LinodeScene,
  kind: CloudThingKind,
): Promise<readonly FoundThing[]> {
  const { list, price } = kindOf(kind)
  const found = await list(linode, tag, ctx.signal)
  const listed = new Set(found.map(({ id }) => id))
  for (const thing of await port.things(ctx.subjectId)) {
    const isGone = thing.kind === kind && thing.endedAt === undefined && !listed.has(thing.remoteId)
    if (isGone) await port.endThing(ctx.subjectId, kind, thing.remoteId, ctx.ports.clock.now())
  }
  if (found.length === 0) return found
  const { prices } = await port.cluster(ctx.subjectId)
  for (const thing of found) {
    const { id: remoteId, label, created } = thing
    const createdAt = linodeTime(created)
    await port.saveThing(ctx.subjectId, { kind, remoteId, label, ...price(prices, thing), createdAt })
  }
  return found
}

/** Deleting is answered at once; that something is gone from the lists takes longer. */
const GONE_MS = 180_000

/**
 * Deletes all of a kind that has the cluster's tag, and returns once no list shows any of it.
 * @throws AppError `cloud-left-behind`, and those of `lib/linode/faults.ts`
 */
export async function endThings(ctx: LinodeContext, scene: LinodeScene, kind: CloudThingKind): Promise<number> {
  const { words, remove } = kindOf(kind)
  const found = await findThings(ctx, scene, kind)
  if (found.length === 0) return 0
  for (const { id, label } of found) ctx.log(`DELETE ${kind} ${label} (${id})`, 'cmd')
  await Promise.all(found.map(({ id }) => remove(scene.linode, id, ctx.signal)))
  await untilGone(ctx, scene, kind, found)
  ctx.log(`${found.length} ${words} deleted, and no list shows them any more.`, 'info')
  return found.length
}

/** Waits until none of these is listed any more, and writes down that they are gone. */
export async function untilGone(
  ctx: LinodeContext,
  { linode, port, tag }: LinodeScene,
  kind: CloudThingKind,
  things: readonly Pick<FoundThing, 'id' | 'label'>[],
  deadlineMs = GONE_MS,
): Promise<void> {
  const { words, list } = kindOf(kind)
  let left = things
  if (left.length === 0) return
  await waitFor({
    look: async () => {
      const listed = new Set((await list(linode, tag, ctx.signal)).map(({ id }) => id))
      for (const { id } of left) {
        if (!listed.has(id)) await port.endThing(ctx.subjectId, kind, id, ctx.ports.clock.now())
      }
      left = left.filter(({ id }) => listed.has(id))
      return left.length === 0 ? true : undefined
    },
    everyMs: 2_000,
    deadlineMs,
    onDeadline: (_, last) => last ?? leftBehind(words, left, tag),
    clock: ctx.ports.clock,
    signal: ctx.signal,
  })
}

export function leftBehind(words: string, things: readonly Pick<FoundThing, 'label'>[], tag: string): AppError {
  const labels = things.map(({ label }) => label)
  return new AppError('cloud-left-behind', {
    userMessage: `Linode still lists ${words} of this cluster: ${labels.slice(0, 5).join(', ')}. Continue in a minute; if they stay, delete them in Linode's Cloud Manager (search for ${OUR_TAG} or ${tag}).`,
    retryable: true,
    details: { left: labels },
  })
}
