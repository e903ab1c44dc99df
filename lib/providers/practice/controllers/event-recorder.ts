import type { StoredObject } from '../kube-api/kube-object'
import { type ObjectStore, timestamp } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'
import { StatusError } from '../kube-api/status-error'

const KEEP = 300
/** Old ones go many at a time. */
const SPARE = 50

const MESSAGE_LENGTH = 1_024

/** Writes Kubernetes Events; a repeat raises the count of the one that is there. In a full cluster some are not told. */
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

  record(...[about, type, reason, message, component, options]: EventFacts): void {
    try {
      this.write(about, type, reason, message.slice(0, MESSAGE_LENGTH), component, options)
    } catch (error) {
      // What there is no room for is told by the objects themselves.
      if (!(error instanceof StatusError)) throw error
      this.trim()
    }
  }

  private write(...[about, type, reason, message, component, { fieldPath } = {}]: EventFacts): void {
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
    if (this.made % SPARE === 0) this.trim()
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
  }

  private trim(): void {
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

type EventFacts = readonly [
  about: StoredObject,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  component: string,
  options?: { readonly fieldPath?: string },
]
