import { type Failure, toFailure } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { LinodeConnection } from '@/lib/linode/connection'
import { clustersOf, saveFound } from '@/lib/providers/linode/sweep/account-port'
import { readOrphans } from '@/lib/providers/linode/sweep/read-orphans'

/**
 * Looks once for what belongs to no cluster, by itself: keeps what was found; or why the look came to no end, beside what
 * the look before had found. Whose account it is nobody asks.
 * @param signal ends the look, which is then a trouble
 * @returns whether it came to its end
 */
export async function lookAtAccount(
  accountId: string,
  connect: () => Promise<LinodeConnection>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const found = await readOrphans(await connect(), clustersOf, signal)
    await saveFound(accountId, found, Date.now())
    return true
  } catch (error) {
    await saveTrouble(accountId, signal.aborted ? TOO_LONG : toFailure(error))
    return false
  }
}

const TOO_LONG = {
  code: 'linode-timed-out',
  userMessage: 'Linode did not answer in time; see status.linode.com. The panel looks again tomorrow.',
}

async function saveTrouble(accountId: string, { code, userMessage }: Pick<Failure, 'code' | 'userMessage'>) {
  const trouble = { code, words: userMessage }
  // Nothing to write for an account that was forgotten meanwhile.
  await db().cloudSweep.updateMany({ where: { accountId }, data: { trouble } })
}
