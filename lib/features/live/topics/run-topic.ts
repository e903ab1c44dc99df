import { busTopics } from '@/lib/events/bus-topics'
import { loadEvents } from '@/lib/events/run-journal'
import { presentEvent } from '@/lib/features/runs/present'
import { countVisibleRuns } from '@/lib/features/runs/visible-runs'
import { defineTopic } from '../live-topic'

/** A run's events; cursors count them. Pages are RunEvent[], without outputs. */
export const runTopic = defineTopic({
  address: 'run:<runId>',
  action: 'runs.read',
  about: { countVisible: countVisibleRuns, id: ({ runId }) => runId },
  source: (_actor, { runId }) => ({
    key: `run:${runId}`,
    wakeOn: busTopics.runEvents(runId),
    numbered: true,
    async read(after) {
      const events = await loadEvents(runId, after)
      if (events.length === 0) return undefined
      return { to: after + events.length, body: JSON.stringify(events.map(presentEvent)) }
    },
  }),
})
