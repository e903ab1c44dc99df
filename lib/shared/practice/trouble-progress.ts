import type { NodeRow, PodRow } from '@/lib/contracts/live-rows'
import type { PracticeMachineState } from '@/lib/contracts/practice'
import type { PracticeSpeed } from './practice-data'
import { silenceTimes } from './practice-times'

/**
 * How far a trouble has come, from what is observed on the cluster:
 * - `unnoticed`: the machine is silent, and Kubernetes still waits; `inMs` until it gives up on it, 0 for any moment
 * - `moving`: its node is not ready; `pods` of it were not replaced yet, `inMs` until they are
 * - `moved`: its node is not ready, and nothing of it is missing elsewhere
 * - `api-silent`: the server itself is silent, so that nobody can say anything new of the cluster
 * - `shows`: a trouble that does not silence the machine
 */
export type TroubleProgress =
  | { readonly kind: 'unnoticed'; readonly inMs: number }
  | { readonly kind: 'moving'; readonly pods: number; readonly inMs: number }
  | { readonly kind: 'moved' | 'api-silent' | 'shows' }

interface Seen {
  readonly machine: PracticeMachineState
  readonly speed: PracticeSpeed
  readonly node: NodeRow | undefined
  readonly pods: readonly PodRow[]
  readonly now: number
}

/** Undefined without a trouble. Times are ms since 1970 of the panel's clock. */
export function troubleProgress({ machine, speed, node, pods, now }: Seen): TroubleProgress | undefined {
  const { trouble, since, role, name } = machine
  if (trouble === 'none' || since === undefined) return undefined
  if (trouble !== 'cut-off' && trouble !== 'broken') return { kind: 'shows' }
  if (role === 'server') return { kind: 'api-silent' }
  const { noticedAfterMs, movedAfterMs } = silenceTimes(speed)
  if (node === undefined || node.ready) return { kind: 'unnoticed', inMs: left(since, noticedAfterMs, now) }
  const missing = pods.filter(
    (pod) => pod.node === name && pod.owner?.kind !== 'DaemonSet' && !pod.system && !pod.replaced,
  )
  if (missing.length === 0) return { kind: 'moved' }
  return { kind: 'moving', pods: missing.length, inMs: left(node.since, movedAfterMs, now) }
}

/** What is left of a time; the clocks of a browser and of the panel may differ by a moment. */
const left = (from: number, time: number, now: number) => Math.min(time, Math.max(0, from + time - now))
