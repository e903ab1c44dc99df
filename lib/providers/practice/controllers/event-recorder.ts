import type { StoredObject } from '../kube-api/kube-object'
import { type ObjectStore, timestamp } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'

const KEEP = 300
/** Old ones go many at a time. */
const SPARE = 50

/** Writes Kubernetes Events; a repeat raises the count of the one that is there. */
export class EventRecorder {
  private readonly store: ObjectStore
  private readonly now: () => number
  private made = 0
  /** What an event says of what → its name, for repeats. Those of before a restart are not repeated but told again. */
  private readonly names = new Map<string, string>()

  constructor(store: ObjectStore, now: () => number) {
    this.store = store
    this.now = now
  }

  record(
    about: StoredObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    component: string,
    { fieldPath }: { readonly fieldPath?: string } = {},
  ): void {
    const events = typeOf('Event')
    const namespace = about.metadata.namespace ?? 'default'
    const at = timestamp(this.now())
    const key = [about.metadata.uid, reason, message, fieldPath].join('\n')
    const same = this.store.get(events, namespace, this.names.get(key) ?? '')
    if (same !== undefined) {
      this.store.update(events, { ...same, count: Number(same['count'] ?? 1) + 1, lastTimestamp: at })
      return
    }
    this.made += 1
    const name = `${about.metadata.name}.${this.now().toString(16)}${this.made.toString(16).padStart(4, '0')}`
    this.names.set(key, name)
    this.store.create(events, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
      involvedObject: {
        kind: about.kind,
        name: about.metadata.name,
        uid: about.metadata.uid,
        apiVersion: about.apiVersion,
        resourceVersion: about.metadata.resourceVersion,
        ...(fieldPath === undefined ? {} : { fieldPath }),
        ...(about.metadata.namespace === undefined ? {} : { namespace: about.metadata.namespace }),
      },
      reason,
      message,
      type,
      count: 1,
      firstTimestamp: at,
      lastTimestamp: at,
      source: { component },
      reportingComponent: component,
      reportingInstance: '',
      eventTime: null,
    })
    this.trim()
  }

  private trim(): void {
    if (this.made % SPARE !== 0) return
    const events = typeOf('Event')
    const all = this.store.list(events)
    if (all.length <= KEEP) return
    const oldest = [...all].sort((a, b) => String(a['lastTimestamp']).localeCompare(String(b['lastTimestamp'])))
    for (const event of oldest.slice(0, all.length - KEEP)) {
      this.store.delete(events, event.metadata.namespace, event.metadata.name, 0)
    }
    const left = new Set(this.store.list(events).map((event) => event.metadata.name))
    for (const [key, name] of this.names) if (!left.has(name)) this.names.delete(key)
  }
}
