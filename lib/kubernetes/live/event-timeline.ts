import type { EventRow } from '@/lib/contracts/live-rows'
import type { EventObject } from '../objects'
import type { PodSignal } from './pod-signal'
import { eventKey, eventTime, presentEvents } from './present-event'

const MAX_ROWS = 200
/** Events held to be folded; a busy cluster has thousands. */
const MAX_EVENTS = 1_000

/** The cluster's events, folded: one row for the same reason about the same object, the newest 200 rows. */
export class EventTimeline {
  private readonly onPod: (podUid: string) => void
  private readonly byUid = new Map<string, EventObject>()
  private readonly groups = new Map<string, Map<string, EventObject>>()
  private readonly signals = new Map<string, { readonly at: number; readonly signal: PodSignal }>()
  private readonly dirty = new Set<string>()
  private folded = new Map<string, EventRow>()
  private current: Readonly<Record<string, EventRow>> = {}

  constructor(onPod: (podUid: string) => void) {
    this.onPod = onPod
  }

  replace(events: readonly EventObject[]): void {
    const newest = [...events].sort((a, b) => eventTime(b) - eventTime(a)).slice(0, MAX_EVENTS)
    const kept = new Set(newest.map((event) => event.metadata.uid))
    for (const event of [...this.byUid.values()]) if (!kept.has(event.metadata.uid)) this.remove(event)
    for (const event of newest.reverse()) this.upsert(event)
  }

  /** Seen before: only its count and time have changed. */
  isRepeat(event: EventObject): boolean {
    return this.byUid.has(event.metadata.uid)
  }

  upsert(event: EventObject): void {
    const { uid } = event.metadata
    this.forget(uid)
    this.byUid.set(uid, event)
    const key = eventKey(event)
    const group = this.groups.get(key) ?? new Map<string, EventObject>()
    group.set(uid, event)
    this.groups.set(key, group)
    this.dirty.add(key)
    this.signal(event)
    const [oldest] = this.byUid.keys()
    if (this.byUid.size > MAX_EVENTS && oldest !== undefined) this.forget(oldest)
  }

  remove(event: EventObject): void {
    this.forget(event.metadata.uid)
    this.signals.delete(event.involvedObject.uid ?? '')
  }

  /** The latest event about a pod. */
  signalOf(podUid: string): PodSignal | undefined {
    return this.signals.get(podUid)?.signal
  }

  rows(): Readonly<Record<string, EventRow>> {
    if (this.dirty.size === 0) return this.current
    for (const key of this.dirty) {
      const [first, ...others] = this.groups.get(key)?.values() ?? []
      if (first === undefined) this.folded.delete(key)
      else this.folded.set(key, presentEvents([first, ...others]))
    }
    this.dirty.clear()
    const newest = [...this.folded.values()].sort((a, b) => b.at - a.at).slice(0, MAX_ROWS)
    this.current = Object.fromEntries(newest.map((row) => [row.key, row]))
    return this.current
  }

  private forget(uid: string): void {
    const event = this.byUid.get(uid)
    if (event === undefined) return
    this.byUid.delete(uid)
    const key = eventKey(event)
    const group = this.groups.get(key)
    group?.delete(uid)
    if (group?.size === 0) this.groups.delete(key)
    this.dirty.add(key)
  }

  private signal(event: EventObject): void {
    const { kind, uid } = event.involvedObject
    if (kind !== 'Pod' || !uid) return
    const at = eventTime(event)
    if ((this.signals.get(uid)?.at ?? -1) > at) return
    this.signals.set(uid, { at, signal: { reason: event.reason ?? '', message: event.message ?? '' } })
    this.onPod(uid)
  }
}
