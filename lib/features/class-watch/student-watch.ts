import type { ClusterView } from '@/lib/contracts/live-clusters'
import { initial, type RunState, reduce } from '@/lib/engine/state'
import { loadDeltas, loadView } from '@/lib/events/live-view-table'
import { planOutline } from '@/lib/events/plan-outline'
import { loadEvents } from '@/lib/events/run-journal'
import type { SeenCluster, SeenRun, SeenWork } from '@/lib/shared/classroom/seen-work'
import { applyDelta } from '@/lib/shared/live-cluster/cluster-view'
import { appOf } from '@/lib/shared/practice/sighting'
import { seenRunOf } from './seen-run'
import type { WatchedCluster, WatchedStudent } from './watched-students'

/** What is known of one student's work. It is kept from look to look, and only what is new is read. */
export class StudentWatch {
  private view: { readonly clusterId: string; readonly view: ClusterView } | undefined
  private run: { readonly id: string; readonly state: RunState; readonly seen: SeenRun } | undefined

  /** Reads what is new, and says what there is to see. */
  async look(student: WatchedStudent, now: number): Promise<SeenWork> {
    const { cluster } = student
    if (cluster !== null) await this.readView(cluster)
    if (student.run !== null) await this.readRun(student.run)
    const kubectl = cluster?.sightings.find(({ kind }) => kind === 'kubectl')
    return {
      now,
      cluster: cluster === null ? undefined : this.seenCluster(cluster),
      run: student.run === null ? undefined : this.run?.seen,
      activeAt: latest([
        student.joinedAt,
        student.actedAt,
        kubectl?.lastAt,
        ...(cluster?.sightings.map(({ lastAt }) => lastAt) ?? []),
      ]),
      refusedAt: student.refusedAt,
    }
  }

  private seenCluster({ id, phase, machines, sightings, receipt }: WatchedCluster): SeenCluster {
    return {
      ...{ id, phase, machines },
      view: this.view?.clusterId === id ? this.view.view : undefined,
      answered: sightings.flatMap(({ kind, firstAt }) => {
        const app = appOf(kind)
        return app === undefined ? [] : [{ app, at: firstAt }]
      }),
      kubectlAt: sightings.find(({ kind }) => kind === 'kubectl')?.firstAt,
      receipt: receipt ?? undefined,
    }
  }

  private async readView({ id, head }: WatchedCluster): Promise<void> {
    const known = this.view?.clusterId === id ? this.view.view : undefined
    if (head === 0 || known?.seq === head) return
    const view = (known && head > known.seq && (await this.brought(id, known))) || (await loadView(id))
    this.view = view && { clusterId: id, view }
  }

  /** Undefined where a delta is missing: then the whole view is read. */
  private async brought(id: string, known: ClusterView): Promise<ClusterView | undefined> {
    const deltas = await loadDeltas(id, known.seq)
    return deltas.reduce<ClusterView | undefined>((view, delta) => view && applyDelta(view, delta), known)
  }

  private async readRun({ id, head }: { readonly id: string; readonly head: number }): Promise<void> {
    if (this.run?.id === id && this.run.state.eventCount >= head) return
    let before = this.run?.id === id ? this.run.state : undefined
    if (before === undefined) {
      const plan = await planOutline(id)
      if (plan === undefined) return
      before = initial(plan)
    }
    const state = (await loadEvents(id, before.eventCount)).reduce(reduce, before)
    this.run = { id, state, seen: seenRunOf(id, state) }
  }
}

function latest(times: readonly (number | null | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== null && time !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}
