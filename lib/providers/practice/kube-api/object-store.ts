/**
 * What etcd and the watch cache are to a real API server: objects by key, one counter of resource versions for all, and
 * a window of past changes that a watch can start from.
 *
 * An object is stored → (deletion with finalizers or grace: marked with `deletionTimestamp`) → removed. Every change
 * gets a new resource version; a write that changes nothing gets none, as on the real server.
 */
import { randomUUID } from 'node:crypto'
import { CLUSTER_BOUNDS } from './cluster-bounds'
import { at, isObject, type KubeMeta, type StoredObject, sameJson } from './kube-object'
import type { ResourceType } from './resource-type'
import { statusErrors } from './status-error'
import { type SharedRoom, StoreRoom, type Writer } from './store-room'

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly version: number
  readonly resource: ResourceType
  readonly object: StoredObject
  /** The object before; undefined when it was added. */
  readonly before: StoredObject | undefined
}

/** How many changes a watch can go back at most. The real server keeps minutes. */
const WINDOW = 500

export class ObjectStore {
  private version: number
  private readonly byType = new Map<string, Map<string, StoredObject>>()
  /** Lists in order, as long as nothing of their type changes: controllers ask for the same ones over and over. */
  private readonly sorted = new Map<string, readonly StoredObject[]>()
  private readonly sortedKeys = new Map<string, readonly string[]>()
  private readonly changes: Change[] = []
  private windowWeight = 0
  private readonly room: StoreRoom
  private readonly listeners = new Set<(change: Change) => void>()
  private readonly now: () => number

  /** @param shared what all clusters of the process have together; by itself a store has its own bounds only */
  constructor(now: () => number, startVersion = 1, shared?: SharedRoom) {
    this.now = now
    this.version = startVersion
    this.room = new StoreRoom(shared)
  }

  /** About how many bytes all objects take. */
  get weight(): number {
    return this.room.weight
  }

  weightOf(objects: readonly StoredObject[]): number {
    return objects.reduce((sum, object) => sum + this.room.weightOf(object), 0)
  }

  /** The resource version of the latest change: what a list answers with. */
  get latest(): number {
    return this.version
  }

  /** The oldest version that a watch can start after. */
  get oldest(): number {
    const [first] = this.changes
    return first === undefined ? this.version : first.version - 1
  }

  get(type: ResourceType, namespace: string | undefined, name: string): StoredObject | undefined {
    return this.byType.get(typeKey(type))?.get(objectKey(type, namespace, name))
  }

  /** In the order of keys, as etcd has them. */
  list(type: ResourceType, namespace?: string): readonly StoredObject[] {
    const all = this.allOf(type)
    if (namespace === undefined || !type.namespaced) return all
    return all.filter((object) => object.metadata.namespace === namespace)
  }

  private allOf(type: ResourceType): readonly StoredObject[] {
    const known = this.sorted.get(typeKey(type))
    if (known !== undefined) return known
    const objects = this.byType.get(typeKey(type)) ?? new Map<string, StoredObject>()
    const keys = this.sortedKeys.get(typeKey(type)) ?? [...objects.keys()].sort()
    this.sortedKeys.set(typeKey(type), keys)
    const made = keys.flatMap((key) => objects.get(key) ?? [])
    this.sorted.set(typeKey(type), made)
    return made
  }

  /** Throws 409 when it is there, 403 when there would be too many. */
  create(type: ResourceType, object: StoredObject): StoredObject {
    const { name, namespace } = object.metadata
    if (this.get(type, namespace, name) !== undefined) throw statusErrors.alreadyExists(type, name)
    const metadata: KubeMeta = {
      ...object.metadata,
      // A Job knows its own before it is stored: its selector is made of it.
      uid: object.metadata.uid ?? randomUUID(),
      creationTimestamp: timestamp(this.now()),
      ...(type.schema !== undefined || WITH_GENERATION.has(type.kind) ? { generation: 1 } : {}),
    }
    const made: StoredObject = { ...object, metadata }
    this.room.assertFits(type, made, undefined, 'client')
    return this.put(type, made, undefined)
  }

  /**
   * Replaces an object. With a `resourceVersion` in it, only if that is still the current one (409 Conflict).
   * Removes it when it was marked for deletion and its last finalizer is gone. Throws 403 when it grows too much.
   */
  update(type: ResourceType, object: StoredObject, writer: Writer = 'controller'): StoredObject {
    const before = this.get(type, object.metadata.namespace, object.metadata.name)
    if (before === undefined) throw statusErrors.notFound(type, object.metadata.name)
    const wanted = object.metadata.resourceVersion
    if (wanted !== undefined && wanted !== '' && wanted !== before.metadata.resourceVersion) {
      throw statusErrors.conflict(type, object.metadata.name)
    }
    const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = before.metadata
    const fixed = {
      uid,
      creationTimestamp,
      deletionTimestamp,
      deletionGracePeriodSeconds,
      resourceVersion: before.metadata.resourceVersion,
    }
    const generation = before.metadata.generation
    const grown = generation !== undefined && !sameJson(wishOf(before), wishOf(object)) ? generation + 1 : generation
    const metadata: KubeMeta = withoutUndefined({ ...object.metadata, ...fixed, generation: grown })
    const next: StoredObject = { ...object, metadata }
    if (sameJson(before, next)) return before
    const ended = deletionTimestamp !== undefined && finalizersOf(next).length === 0 && !this.waitsForGrace(type, next)
    if (!ended) this.room.assertFits(type, next, before, writer)
    return ended ? this.remove(type, next) : this.put(type, next, before)
  }

  /** Marks it, or removes it at once when nothing holds it. `graceSeconds` only matters for pods that run on a node. */
  delete(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    graceSeconds: number | undefined,
  ): StoredObject {
    const before = this.get(type, namespace, name)
    if (before === undefined) throw statusErrors.notFound(type, name)
    const grace = type.kind === 'Pod' ? seconds(graceSeconds, gracePeriodOf(before)) : 0
    const marked: StoredObject = {
      ...before,
      metadata: {
        ...before.metadata,
        deletionTimestamp: before.metadata.deletionTimestamp ?? timestamp(this.now() + grace * 1000),
        deletionGracePeriodSeconds: Math.min(grace, before.metadata.deletionGracePeriodSeconds ?? grace),
      },
    }
    const held = finalizersOf(before).length > 0 || this.waitsForGrace(type, marked)
    if (!held) return this.remove(type, before)
    return sameJson(before, marked) ? before : this.put(type, marked, before)
  }

  /** Changes after a version, oldest first. Throws 410 Expired when the window no longer has them. */
  changesAfter(version: number): readonly Change[] {
    if (version < this.oldest) throw statusErrors.expired(version, this.oldest)
    return this.changes.filter((change) => change.version > version)
  }

  /** Calls back on every change, in order. Returns how to stop. */
  onChange(listener: (change: Change) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Everything, to be restored after a restart of the worker. */
  dump(): { readonly version: number; readonly objects: readonly StoredObject[] } {
    return { version: this.version, objects: [...this.byType.values()].flatMap((objects) => [...objects.values()]) }
  }

  /** Puts a dumped object back as it was, without a change. */
  restore(type: ResourceType, object: StoredObject): void {
    this.room.changed(type, object, this.get(type, object.metadata.namespace, object.metadata.name))
    this.mapOf(type).set(objectKey(type, object.metadata.namespace, object.metadata.name), object)
    this.sorted.delete(typeKey(type))
    this.sortedKeys.delete(typeKey(type))
  }

  /** A pod on a node lives until its kubelet has ended its containers; others have no grace. */
  private waitsForGrace(type: ResourceType, object: StoredObject): boolean {
    if (type.kind !== 'Pod') return false
    const spec = object['spec'] as { readonly nodeName?: string } | undefined
    return (spec?.nodeName ?? '') !== '' && (object.metadata.deletionGracePeriodSeconds ?? 0) > 0
  }

  private put(type: ResourceType, object: StoredObject, before: StoredObject | undefined): StoredObject {
    this.version += 1
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.version) } }
    this.room.changed(type, stored, before)
    this.mapOf(type).set(objectKey(type, stored.metadata.namespace, stored.metadata.name), stored)
    this.announce({
      type: before === undefined ? 'ADDED' : 'MODIFIED',
      version: this.version,
      resource: type,
      object: stored,
      before,
    })
    return stored
  }

  private remove(type: ResourceType, object: StoredObject): StoredObject {
    this.version += 1
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.version) } }
    const key = objectKey(type, object.metadata.namespace, object.metadata.name)
    this.room.changed(type, undefined, this.mapOf(type).get(key))
    this.mapOf(type).delete(key)
    this.announce({ type: 'DELETED', version: this.version, resource: type, object: last, before: object })
    return last
  }

  private announce(change: Change): void {
    this.sorted.delete(typeKey(change.resource))
    if (change.type !== 'MODIFIED') this.sortedKeys.delete(typeKey(change.resource))
    this.changes.push(change)
    this.windowWeight += this.room.weightOf(change.object)
    // In blocks: moving the whole window for every change would cost more than the change.
    if (this.changes.length > WINDOW * 2 || this.windowWeight > CLUSTER_BOUNDS.windowWeight) this.shortenWindow()
    for (const listener of [...this.listeners]) listener(change)
  }

  /** To half of what it may be. A watch from before that is told to list again. */
  private shortenWindow(): void {
    let kept = 0
    let weight = 0
    while (kept < Math.min(WINDOW, this.changes.length)) {
      const change = this.changes[this.changes.length - 1 - kept]
      weight += change === undefined ? 0 : this.room.weightOf(change.object)
      if (weight > CLUSTER_BOUNDS.windowWeight / 2) break
      kept += 1
    }
    this.changes.splice(0, this.changes.length - kept)
    this.windowWeight = this.weightOf(this.changes.map(({ object }) => object))
  }

  private mapOf(type: ResourceType): Map<string, StoredObject> {
    const known = this.byType.get(typeKey(type))
    if (known !== undefined) return known
    const made = new Map<string, StoredObject>()
    this.byType.set(typeKey(type), made)
    return made
  }
}

/** Kinds whose changes of what is wanted are counted. */
const WITH_GENERATION = new Set([
  ...['Pod', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'ReplicationController', 'Job', 'CronJob'],
  ...['Ingress', 'IngressClass', 'NetworkPolicy', 'PodDisruptionBudget', 'CustomResourceDefinition'],
])

/** What somebody wants of an object. Where a pod was placed is not what anybody wished. */
function wishOf(object: StoredObject): unknown {
  const spec = object['spec']
  if (object.kind !== 'Pod' || !isObject(spec)) return spec
  const { nodeName: _placed, ...wished } = spec
  return wished
}

/** A namespace carries `kubernetes` in its spec; all others have theirs in the metadata. */
function finalizersOf(object: StoredObject): readonly unknown[] {
  const own = object.metadata.finalizers ?? []
  const inSpec = object.kind === 'Namespace' ? at(object, 'spec', 'finalizers') : undefined
  return Array.isArray(inSpec) ? [...own, ...inSpec] : own
}

/** Events of both groups are one resource. */
const typeKey = (type: ResourceType) =>
  type.resource === 'events' && type.schema === undefined ? 'events' : `${type.group}/${type.resource}`
const objectKey = (type: ResourceType, namespace: string | undefined, name: string) =>
  type.namespaced ? `${namespace ?? 'default'}/${name}` : name

/** RFC 3339 in whole seconds, as all Kubernetes times but those of events and leases. */
export const timestamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

const gracePeriodOf = (pod: StoredObject): number => seconds(at(pod, 'spec', 'terminationGracePeriodSeconds'), 30)

/** A number of seconds that a time can be made of, whatever somebody wrote. */
const seconds = (value: unknown, usual: number): number =>
  typeof value === 'number' && value >= 0 && value <= LONGEST_GRACE_S ? value : usual
const LONGEST_GRACE_S = 10 * 365 * 86_400

function withoutUndefined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  // Only keys whose value is undefined are left out, so what is left has T's types.
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T
}
