import type { PlanBuilder, Ref, Wired } from '@/lib/engine/plan'
import { joinAgent } from '../../steps/k3s/join'
import type { JoinSecrets } from '../../steps/k3s/secrets'
import type { CloudMachine } from '../../steps/k3s/seen-machine'
import type { RunningServer } from '../../steps/k3s/start-server'
import type { SetUpMachine } from './set-up-k3s'
import { shareMachine } from './share-machine'

export interface AgentOptions {
  readonly server: Wired<RunningServer>
  readonly secrets: Wired<JoinSecrets>
  readonly allowCgroupV1: boolean
  /** Of a machine that its cloud's own controller looks after. */
  readonly cloud?: Wired<CloudMachine>
}

/** Joins a machine to a server that runs. Stage: Start. */
export function addAgent(builder: PlanBuilder, setUp: SetUpMachine, options: AgentOptions): Ref<unknown> {
  const { machine, seen, ready } = setUp
  return builder.add(
    `${machine.name}/k3s.join`,
    joinAgent,
    { machine: shareMachine(builder, machine), seen, ...options },
    { lane: machine.machineId, stage: 'Start', after: ready },
  )
}
