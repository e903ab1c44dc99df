import type { Actor } from '@/lib/core/actor'
import type { CarriedK3s } from '@/lib/provision/steps/image/card-package'
import type { Transaction } from '../runs/subject-kind'
import { runCardMaker } from './run-card-maker'

/** A batch whose cards' images are to be made. */
export interface BatchToMake {
  readonly batchId: string
  readonly title: string
  /** Nothing real is made: nothing can be missing for it. */
  readonly practice: boolean
  readonly cards: readonly {
    readonly imageId: string
    readonly machineId: string
    readonly name: string
    readonly profileId: string
    readonly osId: string
    /** The k3s package that its card carries. */
    readonly k3s?: CarriedK3s
  }[]
}

/** Starts the run that makes the images of a batch. */
export interface CardMaker {
  /** @param prepare writes the batch down, in the transaction that starts the run */
  start(actor: Actor, batch: BatchToMake, prepare: (transaction: Transaction) => Promise<void>): Promise<void>
}

// On globalThis: Next bundles a module more than once, and tests put a maker of their own there.
const KEY = Symbol.for('buzzcrate.card-maker')
const holder = globalThis as typeof globalThis & { [KEY]?: CardMaker }

export const cardMaker = (): CardMaker => holder[KEY] ?? runCardMaker

/** For tests: who makes images from now on. */
export function useCardMaker(maker: CardMaker | undefined): void {
  if (maker === undefined) delete holder[KEY]
  else holder[KEY] = maker
}
