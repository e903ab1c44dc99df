'use client'

import { Maximize } from 'lucide-react'
import { useRef, useState } from 'react'
import { useRun } from '@/components/live/use-run'
import { useRunLog } from '@/components/live/use-run-log'
import { useNow } from '@/components/run-view/use-now'
import { ConnectionBadge } from '@/components/shell/connection-badge'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import type { RaceData } from '@/lib/contracts/races'
import { type RunStatus, runStatus } from '@/lib/engine/decide'
import { paths } from '@/lib/shared/paths'
import { raceResult } from '@/lib/shared/races/race-result'
import { readSide } from '@/lib/shared/races/race-side'
import { races } from '@/messages/races'
import { lastLines } from './last-lines'
import styles from './race.module.css'
import { RaceLanes } from './race-lanes'
import { RaceReplay } from './race-replay'
import { ResultCard } from './result-card'
import { SplitTable } from './split-table'

/** Nothing more happens to it by itself or by a person's help. */
const AT_REST: readonly RunStatus[] = ['succeeded', 'undone', 'stuck']

/** Two clusters that are made side by side, live; and again from what was stored once both have come to rest. */
export function RaceScreen({ data }: { readonly data: RaceData }) {
  const t = useText(races)
  const field = useRef<HTMLDivElement>(null)
  const [replaying, setReplaying] = useState(false)
  const [imaging, setImaging] = useState(data.imagingMinutes)
  const left = useRun(data.left.run.run.id, data.left.run)
  const right = useRun(data.right.run.run.id, data.right.run)
  const logs = { left: useRunLog(data.left.run.run.id).lines, right: useRunLog(data.right.run.run.id).lines }
  const atRest = [left, right].every(({ state }) => AT_REST.includes(runStatus(state)))
  const now = useNow(data.now, !atRest)
  const sides = {
    left: readSide(left.state, data.startedAt, now),
    right: readSide(right.state, data.startedAt, now),
  }
  const result = raceResult(sides, imaging)
  return (
    <>
      <PageHeader
        crumbs={[
          { label: t.clusters, href: paths.clusters() },
          { label: t.title, href: paths.races() },
        ]}
        title={data.name}
        badge={atRest ? null : <ConnectionBadge connection={left.connection} />}
      >
        <Button onClick={() => void field.current?.requestFullscreen()}>
          <Maximize size={16} aria-hidden="true" />
          {t.fill}
        </Button>
        {replaying ? null : (
          <Button
            kind={atRest ? 'primary' : 'plain'}
            blockedBy={atRest ? undefined : t.replayWaits}
            onClick={() => setReplaying(true)}
          >
            {t.replay}
          </Button>
        )}
      </PageHeader>
      <div ref={field} className={styles['field']}>
        {replaying ? (
          <RaceReplay data={data} sides={sides} logs={logs} onLeave={() => setReplaying(false)} />
        ) : (
          <RaceLanes
            data={data}
            sides={sides}
            logs={{ left: lastLines(logs.left), right: lastLines(logs.right) }}
            result={result}
          />
        )}
        <ResultCard data={data} sides={sides} result={result} imaging={imaging} onImaging={setImaging} />
      </div>
      <SplitTable names={{ left: data.left.name, right: data.right.name }} sides={sides} />
    </>
  )
}
