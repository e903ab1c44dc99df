import type { PanelClient, StartedRun } from '@/e2e/panel-client'
import type { RoundLimits, RoundPlan } from './chaos-plan'
import type { Exchange } from './exchange'

/** Where clusters of a chaos run live: simulated machines, or real hosts of the lab. */
export interface ChaosWorld {
  readonly limits: RoundLimits
  /** Settings of the panel. */
  readonly environment: Readonly<Record<string, string>>
  /** How long a run may take with all that happens to it. */
  readonly runDeadlineMs: number
  /** Called with a panel that is up and has nothing but an account. */
  prepare(client: PanelClient): Promise<void>
  create(client: PanelClient, name: string, round: RoundPlan): Promise<StartedRun>
  /** What is wrong with a cluster that a run has just made, or with what one has left behind. One sentence a fault. */
  faultsOf(
    client: PanelClient,
    cluster: { clusterId: string; name: string },
    state: 'made' | 'deleted',
  ): Promise<string[]>
  /** What the machines printed so far, as they kept it themselves. */
  exchanges(): Promise<readonly Exchange[]>
  /** Brings everything back to its beginning, after a seed that broke; no panel is up. */
  mend(): Promise<void>
  close(): Promise<void>
}
