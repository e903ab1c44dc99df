import { z } from 'zod'
import { defineStep } from '@/lib/engine/step'
import { Verified } from '@/lib/provision/steps/k3s/verify-gone'
import { CLOUD_THINGS } from '@/lib/shared/cloud/cloud-data'
import { asMeters, costUntil } from '@/lib/shared/cloud/cost'
import { formatDollars } from '@/lib/shared/format-dollars'
import { CLOUD_KINDS, endThings, findThings, leftBehind } from '../cloud-kinds'
import { cloudPatience, type LinodeContext, linodeScene } from '../linode-context'
import type { LinodePort } from '../linode-port'
import { TEAR_DOWN } from '../tear-down'

/** Looks through the whole account for the cluster's tag: what has it is deleted, and then nothing may be left. */
export const sweep = defineStep({
  name: 'linode.sweep',
  title: 'Sweep',
  explain: {
    what: 'Searches the account for everything with the tag of this cluster: NodeBalancers, volumes, machines, firewalls, VPCs. What is found is deleted, and then it is searched once more: nothing may be left.',
    why: 'A thing that was forgotten is paid for month after month. What has not the tag of this cluster is never touched.',
    byHand: [
      'linode-cli linodes list --tags <tag>; linode-cli nodebalancers list; linode-cli volumes list',
      'linode-cli firewalls list --tags <tag>; linode-cli vpcs list',
    ],
    scripts: [],
  },
  input: z.object({}),
  output: Verified,
  timeoutMs: 1_800_000,
  attempts: { ...cloudPatience, 'cloud-left-behind': { attempts: 3, delayMs: 20_000 } },
  skip: { label: 'Accept what is left: it may go on costing money', output: { lines: [] } },
  async run(ctx: LinodeContext) {
    const scene = await linodeScene(ctx)
    const { tag, port } = scene
    for (const kind of TEAR_DOWN) await endThings(ctx, scene, kind)
    const looks = await Promise.all(
      CLOUD_THINGS.map(async (kind) => ({ kind, found: await findThings(ctx, scene, kind) })),
    )
    const lines = looks.map(({ kind, found }) => ({
      machine: 'Linode',
      looked: `${CLOUD_KINDS[kind].words} with the tag ${tag}`,
      left: found.map(({ label }) => label),
    }))
    for (const { looked, left } of lines)
      ctx.log(left.length === 0 ? `✓ no ${looked}` : `✗ ${looked}: ${left.join(', ')}`, 'info')
    const left = looks.flatMap(({ found }) => found)
    if (left.length > 0) throw leftBehind('things', left, tag)
    const things = await port.things(ctx.subjectId)
    const cost = formatDollars(await costOf(ctx, port))
    const made = `${things.length} ${things.length === 1 ? 'thing was' : 'things were'} made, and cost ${cost} in all, by the prices of the day on which the cluster was made`
    ctx.log(`0 resources left. ${made}.`, 'info')
    return { lines: [...lines, { machine: 'Linode', looked: made, left: [] }] }
  },
  undo: 'keep',
})

/** All that was made for the cluster, from its beginning to now. */
async function costOf(ctx: LinodeContext, port: LinodePort): Promise<number> {
  const things = await port.things(ctx.subjectId)
  const stays = things.map(({ hourly, monthly, createdAt: from, endedAt: to = null }) => ({
    hourly,
    monthly,
    from,
    to,
  }))
  return costUntil(asMeters(stays), ctx.ports.clock.now())
}
