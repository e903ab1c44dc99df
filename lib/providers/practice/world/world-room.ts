import { getHeapStatistics } from 'node:v8'
import type { SharedRoom } from '../kube-api/store-room'

/** What a cluster may always hold: some times what one with go-echo needs. */
const FLOOR = 2 ** 20
/** Of the heap, for what clusters store: as much again is in what their controllers and clients work with. */
const PART_OF_HEAP = 1 / 4

/**
 * The memory that all practice clusters of a process have together. Each has a floor that nobody can take; what is beyond
 * the floors goes to those who come first, and to one person no more than half of it.
 */
export class WorldRoom {
  private readonly limit: number
  private readonly weights = new Map<string, { readonly ownerId: string; readonly weight: number }>()

  /** @param limit in the units of \`weightOf\`; by default a part of this process's heap */
  constructor(limit = getHeapStatistics().heap_size_limit * PART_OF_HEAP) {
    this.limit = limit
  }

  /** One cluster's part. */
  of(clusterId: string, ownerId: string): SharedRoom {
    return {
      allows: (weight) => weight <= FLOOR || this.isFree(clusterId, ownerId, weight),
      note: (weight) => void this.weights.set(clusterId, { ownerId, weight }),
    }
  }

  forget(clusterId: string): void {
    this.weights.delete(clusterId)
  }

  private isFree(clusterId: string, ownerId: string, weight: number): boolean {
    let [all, own] = [weight, weight]
    for (const [id, other] of this.weights) {
      if (id === clusterId) continue
      all += Math.max(FLOOR, other.weight)
      if (other.ownerId === ownerId) own += Math.max(FLOOR, other.weight)
    }
    return all <= this.limit && own <= this.limit / 2
  }
}
