import type { StoredObject } from '../kube-api/kube-object'
import { listAt } from '../kube-api/kube-object'
import type { Change, ObjectStore } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'
import type { EventRecorder } from './event-recorder'

/** What every controller of one practice cluster works with. */
export interface PracticeWorld {
  readonly store: ObjectStore
  readonly events: EventRecorder
  readonly timers: PracticeTimers
  /** Milliseconds since the epoch, as the cluster's objects are stamped. */
  now(): number
}

/** A controller looks at the whole and changes what is not as it should be; it is called after changes that it watches. */
export interface Controller {
  readonly name: string
  /** Whether it must look after this change. */
  watches(change: Change): boolean
  reconcile(): void
}

/** Changes of these kinds. */
export const watchKinds = (...kinds: readonly string[]): Controller['watches'] => {
  const wanted = new Set(kinds)
  return (change) => wanted.has(change.resource.kind)
}

/** Timers of one cluster. `after` counts in the cluster's time: real time divided by the speed. */
export interface PracticeTimers {
  /** At a time of the clock, whatever the speed. Returns how to call it off. */
  atTime(timeMs: number, callback: () => void): () => void
  after(ms: number, callback: () => void): () => void
}

export const isControlledBy = (object: StoredObject, owner: StoredObject): boolean =>
  (object.metadata.ownerReferences ?? []).some(
    (reference) => reference.controller === true && reference.uid === owner.metadata.uid,
  )

export const controllerReference = (owner: StoredObject) => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid ?? '',
  controller: true,
  blockOwnerDeletion: true,
})

export const conditionOf = (object: StoredObject, type: string) =>
  listAt(object, 'status', 'conditions').find((condition) => condition['type'] === type)

export const isReady = (object: StoredObject): boolean => conditionOf(object, 'Ready')?.['status'] === 'True'

export const isEnding = (object: StoredObject): boolean => object.metadata.deletionTimestamp !== undefined

/** Pods that count: neither ending nor ended. */
export const isActivePod = (pod: StoredObject): boolean => {
  const status = pod['status'] as { readonly phase?: string } | undefined
  return !isEnding(pod) && status?.phase !== 'Failed' && status?.phase !== 'Succeeded'
}

/** Writes an object's status, whatever its version is now; nothing when the object is gone. */
export function writeStatus(store: ObjectStore, object: StoredObject, status: unknown): void {
  const type = typeOf(object.kind)
  const current = store.get(type, object.metadata.namespace, object.metadata.name)
  if (current === undefined || current.metadata.uid !== object.metadata.uid) return
  store.update(type, { ...current, status })
}

/** A status as the real controllers write it: counts of zero are not in it. */
export const withoutZeros = (counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0))
