'use client'

import { useQuery } from '@tanstack/react-query'
import { useText } from '@/components/text'
import { ErrorCard } from '@/components/ui/error-card'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { RaceData } from '@/lib/contracts/races'
import type { LogLine } from '@/lib/contracts/runs'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { type Both, raceResult } from '@/lib/shared/races/race-result'
import { readSide, type SideState, stateAt } from '@/lib/shared/races/race-side'
import { sharedWords } from '@/messages/shared-words'
import { lastLines } from './last-lines'
import { RaceLanes } from './race-lanes'
import { ReplayControls } from './replay-controls'
import { useReplay } from './use-replay'

interface Props {
  readonly data: RaceData
  /** As the race ended. */
  readonly sides: Both<SideState>
  readonly logs: Both<readonly LogLine[]>
  readonly onLeave: () => void
}

/** The race again, from its stored events: they are asked for anew, since the live page keeps only their sum. */
export function RaceReplay(props: Props) {
  const { loading } = useText(sharedWords)
  const raceId = props.data.id
  const { data, error } = useQuery({
    queryKey: ['race', raceId],
    queryFn: ({ signal }) => callApi('GET /api/races/[raceId]', { params: { raceId }, signal }),
  })
  if (error !== null) return <ErrorCard failure={failureOf(error)} />
  return data === undefined ? <SkeletonRows label={loading} /> : <Playing {...props} data={data} />
}

/** A moment after the last step, so that the end is seen. */
const AFTER_MS = 500
const NOT_SAID = { left: null, right: null }

function Playing({ data, sides, logs, onLeave }: Props) {
  const replay = useReplay(Math.max(sides.left.clockMs, sides.right.clockMs) + AFTER_MS)
  const moment = data.startedAt + replay.atMs
  const sideAt = ({ run }: RaceData['left']) => readSide(stateAt(run.plan, run.events, moment), data.startedAt, moment)
  const shown = { left: sideAt(data.left), right: sideAt(data.right) }
  const seen = { left: lastLines(logs.left, moment), right: lastLines(logs.right, moment) }
  return (
    <>
      <ReplayControls replay={replay} onLeave={onLeave} />
      <RaceLanes data={data} sides={shown} logs={seen} result={raceResult(shown, NOT_SAID)} />
    </>
  )
}
