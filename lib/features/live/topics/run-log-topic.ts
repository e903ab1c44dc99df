import { busTopics } from '@/lib/events/bus-topics'
import { readChunkRows } from '@/lib/events/log-table'
import { countVisibleRuns } from '@/lib/features/runs/visible-runs'
import { defineTopic } from '../live-topic'

/** A run's log; cursors count lines. Pages are LogChunk[], as they are stored: no line is parsed on its way to the browser. */
export const runLogTopic = defineTopic({
  address: 'run:<runId>:log',
  action: 'runs.read',
  about: { countVisible: countVisibleRuns, id: ({ runId }) => runId },
  source: (_actor, { runId }) => ({
    key: `log:${runId}`,
    wakeOn: busTopics.runLog(runId),
    numbered: true,
    async read(after) {
      const rows = await readChunkRows(runId, after)
      const last = rows.at(-1)
      if (last === undefined) return undefined
      const chunks = rows.map(({ firstSeq, lines }) => `{"firstSeq":${firstSeq},"lines":${lines}}`)
      return { to: last.lastSeq, body: `[${chunks.join(',')}]` }
    },
  }),
})
