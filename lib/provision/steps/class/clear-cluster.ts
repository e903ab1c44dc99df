import { z } from 'zod'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { classRecordsOf } from './class-records-of'

const LOOK_MS = 500
const LONGEST_MS = 30 * 60_000

/** Deletes one cluster of a class, by a run of its own with a receipt of its own. What is left of it, the receipt names. */
export const clearClassCluster = defineStep({
  name: 'class.clear-cluster',
  title: 'Delete',
  explain: {
    what: 'Stops what is at work on the cluster, deletes it by a run of its own, and reads that run’s receipt.',
    why: 'At the end of a class nothing of it may stay: no machine that computes on, no board that the next class lacks.',
    byHand: ['# on the cluster’s page: Danger zone → Delete'],
    scripts: [],
  },
  input: z.object({ classId: z.string(), clusterId: z.string() }),
  output: z.object({ machines: z.number(), left: z.array(z.string()).readonly() }),
  timeoutMs: LONGEST_MS + 60_000,
  attempts: { '*': { attempts: 5, delayMs: 5_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { classId, clusterId }) {
    const classes = classRecordsOf(ctx)
    const cleared = await waitFor({
      look: () => classes.clear(classId, clusterId),
      deadlineMs: LONGEST_MS,
      everyMs: LOOK_MS,
      onDeadline: (waitedMs) =>
        new AppError('class-cluster-slow', {
          userMessage: `The cluster was not deleted after ${Math.round(waitedMs / 60_000)} minutes. Look at its own run, then retry this step.`,
        }),
      clock: ctx.ports.clock,
      signal: ctx.signal,
    })
    for (const sentence of cleared.left) ctx.log(sentence, 'err')
    if (cleared.left.length === 0) ctx.log('Nothing of it is left.', 'info')
    return cleared
  },
  undo: 'keep',
})
