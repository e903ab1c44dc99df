import type { ObjectStore } from '../kube-api/object-store'
import type { Controller } from './practice-world'

/** A pass that never settles is a bug of a controller; it must not take the process along. */
const MAX_PASSES = 50

/**
 * Calls every controller after changes, until nothing changes any more. Passes of one burst run together in one turn of
 * the event loop, so thirty practice clusters cost nothing while nothing happens.
 */
export class ControlLoop {
  private readonly store: ObjectStore
  private readonly controllers: readonly Controller[]
  private readonly onError: (controller: string, error: unknown) => void
  private scheduled = false
  private stopped = false
  private readonly stopListening: () => void

  constructor(
    store: ObjectStore,
    controllers: readonly Controller[],
    onError: (controller: string, error: unknown) => void,
  ) {
    this.store = store
    this.controllers = controllers
    this.onError = onError
    this.stopListening = store.onChange((change) => {
      if (change.resource.resource !== 'events') this.poke()
    })
  }

  /** Something outside the store changed: a machine was cut off, or is back. */
  poke(): void {
    if (this.scheduled || this.stopped) return
    this.scheduled = true
    setImmediate(() => {
      this.scheduled = false
      if (!this.stopped) this.settle()
    })
  }

  stop(): void {
    this.stopped = true
    this.stopListening()
  }

  private settle(): void {
    for (let pass = 0; pass < MAX_PASSES; pass++) {
      const before = this.store.latest
      for (const controller of this.controllers) this.call(controller)
      if (this.store.latest === before) return
    }
    this.onError('control-loop', new Error(`still changing after ${MAX_PASSES} passes`))
  }

  private call(controller: Controller): void {
    try {
      controller.reconcile()
    } catch (error) {
      this.onError(controller.name, error)
    }
  }
}
