import { AppError } from '@/lib/core/errors'
import { fairQueue } from '@/lib/core/fair-queue'

/**
 * Turns of the transactions that make clusters. Such a one waits for others of its kind with a connection in its hand:
 * who clicks a hundred times at once must not have all connections of this process.
 */
export const clusterStarts = fairQueue('cluster-starts', {
  places: 4,
  aPerson: 1,
  mostWaiting: 20,
  refusal: () =>
    new AppError('too-many-requests', {
      userMessage: 'You have asked for many clusters at once. Nothing was made for this click; try again in a moment.',
      retryable: true,
    }),
})
