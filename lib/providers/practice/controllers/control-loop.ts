import type { Change, ObjectStore } from '../kube-api/object-store'
import type { Controller } from './practice-world'

/** A pass that never settles is a bug of a controller; it must not take the process along. */
const MAX_PASSES = 50

/**
 * Calls the controllers that a change concerns, until nothing changes any more: one controller a turn, so that other
 * clusters and requests come in between. Thirty practice clusters cost nothing while nothing happens.
 */
export class ControlLoop {
  private readonly controllers: readonly Controller[]
  private readonly onError: (controller: string, error: unknown) => void
  /** Controllers that have something to look at. */
  private readonly due = new Set<Controller>()
  /** Those of the present pass that still have to. */
  private round: Controller[] = []
  private passes = 0
  private last: Change | undefined
  private scheduled = false
  private stopped = false
  private readonly scheduleTurn: (work: () => void) => void
  private readonly stopListening: () => void

  constructor(
    store: ObjectStore,
    controllers: readonly Controller[],
    onError: (controller: string, error: unknown) => void,
    schedule: (work: () => void) => void = setImmediate,
  ) {
    this.controllers = controllers
    this.onError = onError
    this.scheduleTurn = schedule
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
    this.scheduleTurn(() => {
      this.scheduled = false
      if (!this.stopped) this.work()
    })
  }

  private work(): void {
    if (this.round.length === 0) this.beginRound()
    const controller = this.round.shift()
    if (controller !== undefined) this.call(controller)
    if (this.round.length > 0 || this.due.size > 0) this.schedule()
    else this.passes = 0
  }

  /** In their own order, whatever woke them. */
  private beginRound(): void {
    this.passes += 1
    if (this.passes <= MAX_PASSES) {
      this.round = this.controllers.filter((controller) => this.due.has(controller))
      this.due.clear()
      return
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
