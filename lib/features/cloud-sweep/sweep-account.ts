import type { SweepRequest } from '@/lib/contracts/cloud-sweeps'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { assertMay } from '@/lib/features/policy'
import { sweepAccountPlan } from '@/lib/providers/linode/sweep/sweep-plan'
import { plural } from '@/lib/shared/catalogue'
import { type Orphan, orphanKey } from '@/lib/shared/cloud/orphan'
import { paths } from '@/lib/shared/paths'
import { recordAudit } from '../audit'
import { lockedAccount } from '../cloud-accounts/locked-account'
import { supersedeRestingRun } from '../runs/run-lock'
import { startRun } from '../runs/start-run'
import { findSweep } from './queries'

/**
 * Starts the run that deletes things which the latest look has found, and nothing else. Things of clusters that this panel
 * does not know only for somebody who typed the account's name.
 * @throws AppError `not-found`, `cloud-sweep-stale`, `name-not-typed`, `subject-busy`
 */
export async function sweepAccount(
  actor: Actor,
  accountId: string,
  { things, typedName }: SweepRequest,
): Promise<{ readonly href: string }> {
  assertMay(actor, 'cloud-accounts.sweep')
  const { accountName, found } = await findSweep(actor, accountId)
  const chosen = choose(things, found)
  assertTyped(chosen, accountName, typedName)
  const subject = { type: 'cloud-account', id: accountId }
  const title = `Deleting ${plural(chosen.length, { one: 'one thing', other: '# things' })} at Linode`
  const plan = sweepAccountPlan(accountName, chosen)
  const { runId } = await startRun(actor, { subject, title, plan }, async (transaction) => {
    const { name } = await lockedAccount(transaction, actor, accountId)
    // Asking again is the person's answer to a sweep that waits for them.
    await supersedeRestingRun(transaction, subject)
    const details = { name, things: chosen.map(({ kind, label }) => `${kind} ${label}`) }
    await recordAudit({ actor, action: 'cloud-account.sweep', subject, details }, transaction)
  })
  return { href: paths.runAlone({ runId }) }
}

/** @throws AppError `cloud-sweep-stale` */
function choose(things: SweepRequest['things'], found: readonly Orphan[]): readonly Orphan[] {
  const wanted = new Set(things.map(orphanKey))
  const chosen = found.filter((orphan) => wanted.has(orphanKey(orphan)))
  if (chosen.length === wanted.size) return chosen
  throw new AppError('cloud-sweep-stale', {
    userMessage:
      'What is in the account has changed since it was listed. Look again, and choose from what is there now.',
  })
}

/** @throws AppError `name-not-typed` */
function assertTyped(chosen: readonly Orphan[], accountName: string, typed: string): void {
  if (chosen.every(({ belongs }) => belongs === 'deleted') || typed.trim() === accountName) return
  throw new AppError('name-not-typed', {
    userMessage: `Some of it may belong to another BuzzCrate. Type the name of the account, ${accountName}, to delete it all the same.`,
    details: { fields: [{ field: 'typedName', problem: `Type ${accountName}.` }] },
  })
}
