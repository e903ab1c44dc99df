import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { clusterPrices } from './cluster-prices'
import { connectAccount } from './connect-account'
import { definition } from './definition'
import { linodeProvider } from './linode-provider'

const PRICES_MS = 60_000

/** Machines at Linode, paid by an account of the person. */
export const provider = linodeProvider(definition, {
  async refusal({ userId }) {
    const accounts = await db().cloudAccount.count({ where: { ownerId: userId, provider: definition.id } })
    return accounts > 0 ? undefined : 'Add a Linode account first.'
  },

  preflight: async () => [],

  async open({ actor, request }) {
    const { accountId, k3sVersion } = request
    const where = { id: accountId, ownerId: actor.userId, provider: definition.id }
    const account = await db().cloudAccount.findFirst({ where, select: { id: true } })
    if (account === null) throw noSuchAccount()
    const prices = await clusterPrices(await connectAccount(accountId), request, AbortSignal.timeout(PRICES_MS))
    return { accountId, prices, k3sVersion, own: { accountId }, brings: BRINGS }
  },
})

const BRINGS = { architectures: ['amd64'] } as const

const noSuchAccount = () =>
  new AppError('cloud-account-gone', {
    userMessage: 'This Linode account is not yours, or was removed. Choose another one.',
    details: { fields: [{ field: 'accountId', problem: 'Choose one of your accounts.' }] },
  })
