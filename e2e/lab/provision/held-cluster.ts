import { expect } from 'vitest'
import type { Failure } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import type { Plan } from '@/lib/engine/plan'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { createClusterPlan } from '@/lib/provision/recipes/create-cluster'
import { deleteClusterPlan } from '@/lib/provision/recipes/delete-cluster'
import { wayOut } from '@/lib/shared/run-view/ways-out'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { describeChanges, diffSnapshots, type HostSnapshot } from '../hosts/host-snapshot'
import type { LabHost } from '../hosts/lab-host'
import { type LabRuns, type RunReport, troubles } from './lab-runs'
import { notOurs } from './not-ours'

/** What a person reads on the card of a failure: what is wrong, why, and what to do. */
export interface Shown {
  readonly failure: Failure
  /** All of it, one sentence after the other. */
  readonly words: string
}

/** Sees each line as it is written, after the name of its node. */
export type OnLine = (line: string) => void

/** A cluster whose creation is held by one cause after the other, until a person has mended them all. */
export class HeldCluster {
  private readonly runs: LabRuns
  private readonly hosts: readonly LabHost[]
  private readonly machines: readonly PlannedMachine[]
  private readonly plan: Plan
  private readonly before: ReadonlyMap<string, HostSnapshot>
  private readonly clusterId = newId()
  private readonly journal = new MemoryJournal()

  private constructor(
    runs: LabRuns,
    hosts: readonly LabHost[],
    machines: readonly PlannedMachine[],
    k3sVersion: string,
    before: ReadonlyMap<string, HostSnapshot>,
  ) {
    this.runs = runs
    this.hosts = hosts
    this.machines = machines
    this.before = before
    this.plan = createClusterPlan({
      clusterName: 'held-crate',
      ownerId: 'u1',
      k3sVersion,
      // The lab's hosts see the control groups of the machine that they run on.
      allowCgroupV1: true,
      machines,
      apps: [],
    })
  }

  /** Looks at the hosts as they are now; the first will be the server. */
  static async of(runs: LabRuns, hosts: readonly LabHost[], k3sVersion: string): Promise<HeldCluster> {
    const machines = await Promise.all(
      hosts.map(async (host, index): Promise<PlannedMachine> => {
        return { ...(await runs.machine(host)), role: index === 0 ? 'server' : 'agent' }
      }),
    )
    const before = new Map<string, HostSnapshot>()
    await Promise.all(hosts.map(async (host) => before.set(host.name, await host.snapshot())))
    return new HeldCluster(runs, hosts, machines, k3sVersion, before)
  }

  /** Begins, and goes on until the run rests. */
  begin(onLine?: OnLine): Promise<RunReport> {
    return this.runs.run(this.clusterId, this.plan, { journal: this.journal, ...(onLine && { onLine }) })
  }

  /**
   * What the button does: all that failed goes on, until the run rests again. The button and its route are held by
   * e2e/panel/practice.panel.test.ts and e2e/browser/run-view.spec.ts.
   */
  retry(onLine?: OnLine): Promise<RunReport> {
    this.journal.command({ type: 'retry_requested', actor: 'u1', at: Date.now() })
    return this.begin(onLine)
  }

  /** Deletes what came up, and says in one line each what is not as it was before. */
  async deleteAll(): Promise<string> {
    const { clusterId, machines, runs } = this
    const deleted = await runs.run(clusterId, deleteClusterPlan({ clusterName: 'held-crate', machines, apps: [] }))
    expect(deleted.outcome, troubles(deleted)).toBe('succeeded')
    expect(runs.records.receipts.get(clusterId)?.lines.flatMap(({ left }) => left)).toEqual([])
    const changes = await Promise.all(
      this.hosts.map(async (host) => {
        const earlier = this.before.get(host.name)
        if (earlier === undefined) throw new Error(`${host.name} was not looked at`)
        const changed = describeChanges(diffSnapshots(earlier, await host.snapshot(), notOurs))
        return changed === '' ? '' : `${host.name}:\n${changed}\n`
      }),
    )
    return changes.join('')
  }
}

/** What holds a run, by the node that failed: every one with its own title and its own way out. */
export function shown({ state }: RunReport): Readonly<Record<string, Shown>> {
  return Object.fromEntries(
    Object.entries(state.nodes).flatMap(([node, { status, error }]) => {
      if (status !== 'failed' || error === undefined) return []
      const { title, likely, todo } = wayOut(error)
      expect(title, `${error.code} has no way out of its own`).not.toBe('This step failed')
      return [[node, { failure: error, words: [title, error.userMessage, likely, todo].join(' ') }]]
    }),
  )
}
