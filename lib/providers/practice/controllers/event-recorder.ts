import type { StoredObject } from '../kube-api/kube-object'
import { type ObjectStore, timestamp } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'

const KEEP = 300

/** Writes Kubernetes Events; a repeat raises the count of the one that is there. */
export class EventRecorder {
  private readonly store: ObjectStore
  private readonly now: () => number
  private made = 0

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
    const same = this.store.list(events, namespace).find((event) => {
      const involved = event['involvedObject'] as { readonly uid?: string; readonly fieldPath?: string } | undefined
      return (
        involved?.uid === about.metadata.uid &&
        event['reason'] === reason &&
        event['message'] === message &&
        involved?.fieldPath === fieldPath
      )
    })
    if (same !== undefined) {
      this.store.update(events, { ...same, count: Number(same['count'] ?? 1) + 1, lastTimestamp: at })
      return
    }
    this.made += 1
    this.store.create(events, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: `${about.metadata.name}.${this.now().toString(16)}${this.made.toString(16).padStart(4, '0')}`,
        namespace,
      },
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
    const events = typeOf('Event')
    const all = this.store.list(events)
    if (all.length <= KEEP) return
    const oldest = [...all].sort((a, b) => String(a['lastTimestamp']).localeCompare(String(b['lastTimestamp'])))
    for (const event of oldest.slice(0, all.length - KEEP)) {
      this.store.delete(events, event.metadata.namespace, event.metadata.name, 0)
    }
  }
}
