import type { CloudCatalogue } from '@/lib/contracts/cloud-catalogue'
import type { Obstacle } from '@/lib/contracts/clusters'
import { AppError } from '@/lib/core/errors'
import { checkToken } from '@/lib/linode/check-token'
import type { LinodeConnection } from '@/lib/linode/connection'
import { linodeFault } from '@/lib/linode/faults'
import { type JudgedRequest, judgeRequest, judgeToken } from './judge-request'
import { knownCatalogue } from './known-catalogue'
import { readCatalogue } from './read-catalogue'
import { readController } from './read-controller'

/** What there is in stock changes; a minute ago is now. */
const YOUNG_MS = 60_000
/** Somebody waits for the answer with a finger on the button. */
const DEADLINE_MS = 25_000
const ATTEMPTS = 2

/**
 * Asks Linode what stands in the way of a cluster. Makes and pays nothing.
 * @param account the panel's id of the account
 * @param judgeRoom what the limits of the panel say
 * @throws AppError of lib/linode/faults.ts when Linode does not say
 */
export async function preflightRequest(
  account: { readonly id: string; readonly connection: LinodeConnection },
  request: JudgedRequest,
  judgeRoom: (catalogue: CloudCatalogue) => Promise<readonly Obstacle[]>,
): Promise<readonly Obstacle[]> {
  const linode = { ...account.connection, attempts: ATTEMPTS }
  const signal = AbortSignal.timeout(DEADLINE_MS)
  try {
    const token = await checkToken(linode, signal)
    if (token.missing.length > 0 && !token.silent) return judgeToken(token)
    const age = { atMostMs: YOUNG_MS, now: linode.clock.now() }
    const { catalogue, trouble } = await knownCatalogue(account.id, age, () => readCatalogue(linode, signal))
    const obstacles = judgeRequest(request, {
      catalogue,
      token,
      hasController: (await readController()) !== undefined,
      ...(trouble === undefined ? {} : { trouble: trouble.userMessage }),
    })
    return [...obstacles, ...(await judgeRoom(catalogue))]
  } catch (error) {
    if (!signal.aborted || error instanceof AppError) throw error
    throw linodeFault('linode-timed-out', linode.account.name, { cause: error })
  }
}
