import { createHash } from 'node:crypto'
import { busTopics } from '@/lib/events/bus-topics'
import { runWait } from '@/lib/features/runs/run-wait'
import { countVisibleRuns } from '@/lib/features/runs/visible-runs'
import { defineTopic } from '../live-topic'

/** Where a run stands in the line. Pages are RunWait, or null once it does not wait; the cursor is a digest of that. */
export const runWaitTopic = defineTopic({
  address: 'run:<runId>:wait',
  action: 'runs.read',
  about: { countVisible: countVisibleRuns, id: ({ runId }) => runId },
  source: (_actor, { runId }) => ({
    key: `wait:${runId}`,
    wakeOn: busTopics.runLine,
    numbered: false,
    async read(after) {
      const body = JSON.stringify(await runWait(runId))
      const to = createHash('sha256').update(body).digest().readUIntBE(0, 6)
      return to === after ? undefined : { to, body }
    },
  }),
})
