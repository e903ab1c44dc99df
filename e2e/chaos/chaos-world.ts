import type { PanelClient, StartedRun } from '@/e2e/panel-client'
import type { LogLine } from '@/lib/shared/log-line'
import type { RoundLimits, RoundPlan } from './chaos-plan'

/** Where clusters of a chaos run live: simulated machines, or real hosts of the lab. */
export interface ChaosWorld {
  readonly limits: RoundLimits
  /** Settings of the panel. */
  readonly environment: Readonly<Record<string, string>>
  /** How long a run may take with all that happens to it. */
  readonly runDeadlineMs: number
  /** Called once, with a panel that is up. */
  prepare(client: PanelClient): Promise<void>
  create(client: PanelClient, name: string, round: RoundPlan): Promise<StartedRun>
  /** What is wrong with a cluster that a run has just made, or with what one has left behind. One sentence a fault. */
  faultsOf(
    client: PanelClient,
    cluster: { clusterId: string; name: string },
    state: 'made' | 'deleted',
  ): Promise<string[]>
  /** What is wrong with the words of a log whose numbers are right. */
  contentFaults(lines: readonly LogLine[]): readonly string[]
  close(): Promise<void>
}
