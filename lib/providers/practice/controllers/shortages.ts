import type { StoredObject } from '../kube-api/kube-object'
import { StatusError } from '../kube-api/status-error'
import type { PracticeWorld } from './practice-world'

/** Pods that one controller starts for one object before it lets others look: the real ones start in bursts too. */
export const BURST = 100

/**
 * Objects for which a controller could not make what they want, since the cluster is full. It says so once, as the real
 * one does when a quota refuses, and tries again whenever something changes.
 */
export class Shortages {
  private readonly world: PracticeWorld
  private readonly component: string
  private readonly told = new Set<string>()
  /** Those of the present round. */
  private readonly short = new Set<string>()

  constructor(world: PracticeWorld, component: string) {
    this.world = world
    this.component = component
  }

  /** Looks after each object; one for which there is no room does not keep the others waiting. */
  tendEach(objects: readonly StoredObject[], tend: (object: StoredObject) => void): void {
    this.short.clear()
    for (const object of objects) this.attempt(object, () => tend(object))
    // What had room this time may be told again another time.
    for (const uid of this.told) if (!this.short.has(uid)) this.told.delete(uid)
  }

  /** @returns why it could not be made; undefined when it was */
  attempt(owner: StoredObject, make: () => void): string | undefined {
    try {
      make()
      return undefined
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      this.tell(owner, error.message)
      return error.message
    }
  }

  private tell(owner: StoredObject, message: string): void {
    const uid = owner.metadata.uid ?? ''
    this.short.add(uid)
    if (this.told.has(uid)) return
    this.told.add(uid)
    this.world.events.record(owner, 'Warning', 'FailedCreate', `Error creating: ${message}`, this.component)
  }
}
