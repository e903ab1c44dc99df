import type { RaceData } from '@/lib/contracts/races'
import type { LogLine } from '@/lib/contracts/runs'
import { type Both, type RaceResult, SIDES } from '@/lib/shared/races/race-result'
import type { SideState } from '@/lib/shared/races/race-side'
import styles from './race.module.css'
import { RaceLane } from './race-lane'

interface Props {
  readonly data: RaceData
  readonly sides: Both<SideState>
  readonly logs: Both<readonly LogLine[]>
  /** Undefined until both are through. */
  readonly result: RaceResult | undefined
}

/** The split screen: left and right. */
export function RaceLanes({ data, sides, logs, result }: Props) {
  return (
    <div className={styles['lanes']}>
      {SIDES.map((side) => (
        <RaceLane key={side} side={data[side]} state={sides[side]} lines={logs[side]} won={result?.winner === side} />
      ))}
    </div>
  )
}
