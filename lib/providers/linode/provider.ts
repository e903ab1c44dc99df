import { cloudRefusal } from './cloud-room'
import { clusterPrices } from './cluster-prices'
import { connectOwnAccount } from './connect-own-account'
import { definition } from './definition'
import { judgeRoom } from './judge-room'
import { linodeProvider } from './linode-provider'
import { preflightRequest } from './preflight-request'

const PRICES_MS = 60_000

/** Machines at Linode, paid by an account of the person. */
export const provider = linodeProvider(definition, {
  // Who has no account adds one on the way.
  refusal: ({ userId }) => cloudRefusal(userId),

  async preflight({ actor, request }) {
    const { accountId: id } = request
    const connection = await connectOwnAccount(actor, id)
    return preflightRequest({ id, connection }, request, (catalogue) => judgeRoom(actor.userId, request, catalogue))
  },

  async open({ actor, request }) {
    const { accountId, k3sVersion } = request
    const connection = await connectOwnAccount(actor, accountId)
    const prices = await clusterPrices(connection, request, AbortSignal.timeout(PRICES_MS))
    return { accountId, prices, k3sVersion, own: { accountId }, brings: BRINGS }
  },
})

const BRINGS = { architectures: ['amd64'] } as const
