import type { CatalogueAnswer } from '@/lib/contracts/cloud-catalogue'
import type { Actor } from '@/lib/core/actor'
import { askInTurn } from '@/lib/features/cloud-accounts/ask-in-turn'
import { ownAccount } from '@/lib/features/cloud-accounts/own-account'
import { assertMay } from '@/lib/features/policy'
import { knownCatalogue } from '@/lib/providers/linode/known-catalogue'
import { readCatalogue as readLinode } from '@/lib/providers/linode/read-catalogue'
import { connectCatalogue } from '@/lib/providers/linode-practice/connect-practice'
import { SIMULATED_ACCOUNT } from '@/lib/shared/cloud/cloud-data'

const YOUNG_MS = 600_000
const SIMULATED_MS = 10_000

/**
 * What the cloud of an account has and what it costs, or a simulated one.
 * @param again asks the cloud now, however young the list is that is known
 * @throws AppError `not-found`, `too-many-requests`, or of lib/linode/faults.ts when there is no older list to show
 */
export async function readCatalogue(
  actor: Actor,
  accountId: string,
  { again }: { readonly again: boolean },
): Promise<Pick<CatalogueAnswer, 'catalogue' | 'trouble'>> {
  assertMay(actor, 'cloud-accounts.read')
  if (accountId === SIMULATED_ACCOUNT) {
    return { catalogue: await readLinode(connectCatalogue(), AbortSignal.timeout(SIMULATED_MS)) }
  }
  const account = await ownAccount(actor, accountId)
  const age = { atMostMs: again ? 0 : YOUNG_MS, now: Date.now() }
  const { catalogue, trouble } = await knownCatalogue(accountId, age, () =>
    askInTurn(actor.userId, account, readLinode),
  )
  return trouble === undefined ? { catalogue } : { catalogue, trouble: trouble.userMessage }
}
