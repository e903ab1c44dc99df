import { AppError } from '@/lib/core/errors'
import { fairQueue } from '@/lib/core/fair-queue'
import { recentCounts } from '@/lib/core/recent-counts'
import type { LinodeAccount, LinodeConnection } from '@/lib/linode/connection'
import { linodeFault } from '@/lib/linode/faults'
import { connectToken } from '@/lib/providers/linode/connect-account'

/** A person's looks at a cloud in ten minutes: plenty for somebody who makes a token, too few to try tokens out. */
const MOST = 40
const WINDOW_MS = 600_000
/** A person waits for the answer: shorter than in a run, and tried again once only. */
const DEADLINE_MS = 25_000
const ATTEMPTS = 2

const refused = (minutes: number): AppError =>
  new AppError('too-many-requests', {
    userMessage: `You have asked Linode ${MOST} times within ten minutes. Go on in ${minutes} min.`,
    retryable: true,
  })

const turns = fairQueue('cloud-looks', {
  places: 8,
  aPerson: 2,
  mostWaiting: 10,
  refusal: () => refused(1),
})
const looks = recentCounts('cloud-looks', { most: MOST, windowMs: WINDOW_MS })

/**
 * Asks a cloud something for a person who waits for it, when their turn comes.
 * @param ask gets a signal that aborts when its time is over
 * @throws AppError `too-many-requests`, `linode-timed-out`, or what `ask` throws
 */
export async function askInTurn<Answer>(
  userId: string,
  account: LinodeAccount,
  ask: (linode: LinodeConnection, signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const waitMs = looks.take(userId, Date.now())
  if (waitMs > 0) throw refused(Math.ceil(waitMs / 60_000))
  return turns.run(userId, async () => {
    const signal = AbortSignal.timeout(DEADLINE_MS)
    try {
      return await ask({ ...connectToken(account), attempts: ATTEMPTS }, signal)
    } catch (error) {
      if (signal.aborted && !(error instanceof AppError))
        throw linodeFault('linode-timed-out', account.name, { cause: error })
      throw error
    }
  })
}
