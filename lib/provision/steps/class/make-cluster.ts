import { z } from 'zod'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { classRecordsOf } from './class-records-of'

const LOOK_MS = 1_000
const LONGEST_MS = 45 * 60_000

/**
 * Makes one student's cluster, by a run of its own. That it stops is no failure of this step: the others of the class must
 * not wait for it, and the teacher sees it at the student.
 */
export const makeClassCluster = defineStep({
  name: 'class.make-cluster',
  title: 'Cluster',
  explain: {
    what: 'Starts the cluster that the class offers in the student’s name, unless they have one, and waits until it is ready.',
    why: 'Thirty clusters that are made at once are slow for everybody. Here a few are made at a time, before the bell.',
    byHand: ['# as the student: My cluster → Make my cluster'],
    scripts: [],
  },
  input: z.object({ studentId: z.string() }),
  output: z.object({ clusterId: z.string().nullable(), ready: z.boolean(), why: z.string() }),
  timeoutMs: LONGEST_MS + 60_000,
  attempts: { '*': { attempts: 5, delayMs: 5_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { studentId }) {
    const classes = classRecordsOf(ctx)
    const begun = await classes.begin(studentId)
    if ('refused' in begun) {
      ctx.log(begun.refused, 'err')
      return { clusterId: null, ready: false, why: begun.refused }
    }
    const { clusterId } = begun
    const seen = await waitFor({
      look: async () => {
        const found = await classes.look(clusterId)
        return found.state === 'working' ? undefined : found
      },
      deadlineMs: LONGEST_MS,
      everyMs: LOOK_MS,
      onDeadline: (waitedMs) =>
        new AppError('class-cluster-slow', {
          userMessage: `The cluster was not ready after ${Math.round(waitedMs / 60_000)} minutes. Look at its own run.`,
        }),
      clock: ctx.ports.clock,
      signal: ctx.signal,
    })
    const why = seen.state === 'stopped' ? seen.why : ''
    ctx.log(why === '' ? 'The cluster is ready.' : why, why === '' ? 'info' : 'err')
    return { clusterId, ready: seen.state === 'ready', why }
  },
  // A student's cluster is theirs by now: it ends with the class.
  undo: 'keep',
})
