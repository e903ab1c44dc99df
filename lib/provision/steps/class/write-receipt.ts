import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { classRecordsOf } from './class-records-of'

/** One receipt for the class: each cluster, and what is left of it. Then its boards are free. */
export const writeClassReceipt = defineStep({
  name: 'class.write-receipt',
  title: 'Receipt',
  explain: {
    what: 'Looks which clusters of the class are still there, writes one receipt for all, and gives lent boards back.',
    why: 'A teacher wants to see one number that is zero before going home, and the names where it is not.',
    byHand: ['# on the page of clusters: none of the class is listed any more'],
    scripts: [],
  },
  input: z.object({
    classId: z.string(),
    clusters: z.array(
      z.object({
        clusterId: z.string(),
        cluster: z.string(),
        student: z.string(),
        cleared: z.object({ machines: z.number(), left: z.array(z.string()).readonly() }),
      }),
    ),
  }),
  output: z.object({ left: z.number() }),
  timeoutMs: 60_000,
  attempts: { '*': { attempts: 5, delayMs: 5_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { classId, clusters }) {
    const lines = clusters.map(({ cleared, ...cluster }) => ({ ...cluster, ...cleared }))
    const left = await classRecordsOf(ctx).saveReceipt(classId, lines, ctx.ports.clock.now())
    ctx.log(left === 0 ? `${clusters.length} clusters were deleted, 0 are left.` : `${left} clusters are left.`, 'info')
    return { left }
  },
  undo: 'keep',
})
