import type { Change, ObjectStore } from '../kube-api/object-store'
import type { Controller } from './practice-world'

/** A pass that never settles is a bug of a controller; it must not take the process along. */
const MAX_PASSES = 50

/**
 * Calls the controllers that a change concerns, until nothing changes any more. Passes of one burst run together in one
 * turn of the event loop, so thirty practice clusters cost nothing while nothing happens.
 */
export class ControlLoop {
  private readonly controllers: readonly Controller[]
  private readonly onError: (controller: string, error: unknown) => void
  /** Controllers that have something to look at. */
  private readonly due = new Set<Controller>()
  private last: Change | undefined
  private scheduled = false
  private stopped = false
  private readonly stopListening: () => void

  constructor(
    store: ObjectStore,
    controllers: readonly Controller[],
    onError: (controller: string, error: unknown) => void,
  ) {
    this.controllers = controllers
    this.onError = onError
    this.stopListening = store.onChange((change) => this.note(change))
  }

  /** Something outside the store changed: a machine was cut off, or is back. */
  poke(): void {
    for (const controller of this.controllers) this.due.add(controller)
    this.schedule()
  }

  stop(): void {
    this.stopped = true
    this.stopListening()
  }

  private note(change: Change): void {
    this.last = change
    for (const controller of this.controllers) if (controller.watches(change)) this.due.add(controller)
    if (this.due.size > 0) this.schedule()
  }

  private schedule(): void {
    if (this.scheduled || this.stopped) return
    this.scheduled = true
    setImmediate(() => {
      this.scheduled = false
      if (!this.stopped) this.settle()
    })
  }

  private settle(): void {
    for (let pass = 0; pass < MAX_PASSES; pass++) {
      if (this.due.size === 0) return
      // In their own order, whatever woke them.
      const now = this.controllers.filter((controller) => this.due.has(controller))
      this.due.clear()
      for (const controller of now) this.call(controller)
    }
    const { kind, metadata } = this.last?.object ?? { kind: 'nothing', metadata: { name: '' } }
    this.due.clear()
    this.onError('control-loop', new Error(`still changing after ${MAX_PASSES} passes: ${kind} ${metadata.name}`))
  }

  private call(controller: Controller): void {
    try {
      controller.reconcile()
    } catch (error) {
      this.onError(controller.name, error)
    }
  }
}
