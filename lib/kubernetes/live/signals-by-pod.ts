import type { EventObject } from '../objects'
import type { PodSignal } from './pod-signal'
import { eventTime } from './present-event'

/** The newest event of each pod, by the pod's uid. */
export function signalsByPod(events: readonly EventObject[]): ReadonlyMap<string, PodSignal> {
  const newest = new Map<string, { at: number; signal: PodSignal }>()
  for (const event of events) {
    const { kind, uid } = event.involvedObject
    if (kind !== 'Pod' || !uid) continue
    const at = eventTime(event)
    if ((newest.get(uid)?.at ?? -1) > at) continue
    newest.set(uid, { at, signal: { reason: event.reason ?? '', message: event.message ?? '' } })
  }
  return new Map([...newest].map(([uid, { signal }]) => [uid, signal]))
}
