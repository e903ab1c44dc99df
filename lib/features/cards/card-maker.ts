import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import type { Transaction } from '../runs/subject-kind'

/** A batch whose cards' images are to be made. */
export interface BatchToMake {
  readonly batchId: string
  readonly title: string
  readonly cards: readonly {
    readonly imageId: string
    readonly machineId: string
    readonly name: string
    readonly profileId: string
    readonly osId: string
  }[]
}

/** Starts the run that makes the images of a batch. */
export interface CardMaker {
  /** @param prepare writes the batch down, in the transaction that starts the run */
  start(actor: Actor, batch: BatchToMake, prepare: (transaction: Transaction) => Promise<void>): Promise<void>
}

/** Where no image can be made: it says so before anything is written down. */
export const noCardMaker: CardMaker = {
  start: () =>
    Promise.reject(
      new AppError('imaging-not-here', {
        userMessage: 'This panel cannot make images of cards yet. Nothing was changed.',
      }),
    ),
}

// On globalThis: Next bundles a module more than once, and tests put a maker of their own there.
const KEY = Symbol.for('buzzcrate.card-maker')
const holder = globalThis as typeof globalThis & { [KEY]?: CardMaker }

export const cardMaker = (): CardMaker => holder[KEY] ?? noCardMaker

/** For tests: who makes images from now on. */
export function useCardMaker(maker: CardMaker | undefined): void {
  if (maker === undefined) delete holder[KEY]
  else holder[KEY] = maker
}
