import { removeUnusedSources } from '@/lib/features/card-sources/remove-unused-sources'
import { removeExpiredCards } from '@/lib/features/cards/remove-expired-cards'
import { runDuty } from './run-duty'

/** Removes images of cards that nobody needs any more, and what none can be made from, until the signal aborts. */
export const startSweepingCards = (signal: AbortSignal): Promise<void> =>
  runDuty(
    {
      name: 'card-sweep',
      trouble: 'images of cards that are over could not be removed',
      firstMs: 90_000,
      everyMs: 10 * 60_000,
      leaseMs: 15 * 60_000,
      round: async (stillMine) => {
        await removeExpiredCards(stillMine)
        if (await stillMine()) await removeUnusedSources()
      },
    },
    signal,
  )
