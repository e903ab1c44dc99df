import { named } from '@/lib/core/named'
import { CLUSTER_BOUNDS, CONTROLLER_SPARE, KIND_BOUNDS } from './cluster-bounds'
import type { StoredObject } from './kube-object'
import type { ResourceType } from './resource-type'
import { statusErrors } from './status-error'
import { weightOf } from './weight-of'

/** What all clusters of a process may weigh together; see `WorldRoom`. */
export interface SharedRoom {
  /** Whether this cluster may grow to so much. */
  allows(weight: number): boolean
  /** It weighs so much now. */
  note(weight: number): void
}

/** Who writes: clients are held to the bounds, controllers a little beyond them. */
export type Writer = 'client' | 'controller'

/** Counts what one cluster's store holds, and refuses what would be too much as a quota does. */
export class StoreRoom {
  private readonly shared: SharedRoom | undefined
  private readonly counts = new Map<string, number>()
  private objects = 0
  private total = 0
  private readonly weights = new WeakMap<StoredObject, number>()

  constructor(shared: SharedRoom | undefined) {
    this.shared = shared
  }

  get weight(): number {
    return this.total
  }

  weightOf(object: StoredObject): number {
    const known = this.weights.get(object)
    if (known !== undefined) return known
    const weight = weightOf(object)
    this.weights.set(object, weight)
    return weight
  }

  /** Throws 403 when the object, new or in the place of `before`, is too much. */
  assertFits(type: ResourceType, object: StoredObject, before: StoredObject | undefined, writer: Writer): void {
    const spare = writer === 'client' ? 1 : CONTROLLER_SPARE
    const { name } = object.metadata
    if (before === undefined) this.assertCount(type, name)
    const weight = this.weightOf(object)
    const had = before === undefined ? 0 : this.weightOf(before)
    // What shrinks, or stays, is always welcome.
    if (weight <= had) return
    const most = CLUSTER_BOUNDS.objectWeight * spare
    if (weight > most) throw statusErrors.overQuota(type, name, 'bytes-per-object', quota(weight, had, most))
    const limited = CLUSTER_BOUNDS.weight * spare
    if (this.total + weight - had > limited)
      throw statusErrors.overQuota(type, name, 'bytes', quota(weight - had, this.total, limited))
    if (this.shared?.allows(this.total + weight - had) === false)
      throw statusErrors.overQuota(type, name, 'shared-bytes', quota(weight - had, this.total, this.total))
  }

  changed(type: ResourceType, object: StoredObject | undefined, before: StoredObject | undefined): void {
    const more = Number(object !== undefined) - Number(before !== undefined)
    this.objects += more
    this.counts.set(type.resource, (this.counts.get(type.resource) ?? 0) + more)
    this.total +=
      (object === undefined ? 0 : this.weightOf(object)) - (before === undefined ? 0 : this.weightOf(before))
    this.shared?.note(this.total)
  }

  private assertCount(type: ResourceType, name: string): void {
    const limited = named(KIND_BOUNDS, type.resource)
    const used = this.counts.get(type.resource) ?? 0
    if (limited !== undefined && used >= limited)
      throw statusErrors.overQuota(type, name, type.resource, { requested: 1, used, limited })
    if (this.objects >= CLUSTER_BOUNDS.objects)
      throw statusErrors.overQuota(type, name, 'objects', quota(1, this.objects, CLUSTER_BOUNDS.objects))
  }
}

const quota = (requested: number, used: number, limited: number) => ({
  requested: Math.ceil(requested),
  used: Math.ceil(used),
  limited: Math.ceil(limited),
})
