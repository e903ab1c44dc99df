import { systemClock } from '@/lib/core/clock'
import { lookAtDueAccounts } from '@/lib/features/cloud-sweep/look-at-due-accounts'
import { connectAccount } from '@/lib/providers/linode/connect-account'
import { runDuty } from './run-duty'

/** Looks once a day at each account for what belongs to no cluster, until the signal aborts. */
export const startSweepingClouds = (signal: AbortSignal): Promise<void> =>
  runDuty(
    {
      name: 'cloud-sweep',
      trouble: 'accounts at clouds could not be looked at',
      firstMs: 90_000,
      // An account is due once a day; this is how late it may be.
      everyMs: 10 * 60_000,
      leaseMs: 15 * 60_000,
      round: (stillMine, signal) =>
        lookAtDueAccounts({
          clock: systemClock,
          random: Math.random,
          connect: (accountId) => connectAccount(accountId),
          stillMine,
          signal,
        }),
    },
    signal,
  )
