import { clusterPrices } from '../linode/cluster-prices'
import { judgeOffer } from '../linode/judge-request'
import { linodeProvider } from '../linode/linode-provider'
import { readCatalogue } from '../linode/read-catalogue'
import { freeAddresses } from '../practice/free-addresses'
import { kubeconfigFrom, withToken } from '../practice/host/practice-kubeconfig'
import { issueAccess } from '../practice/issue-access'
import { practiceRefusal, takeTurn } from '../practice/limits'
import { PRACTICE_RELEASE } from '../practice/release'
import type { Provider } from '../provider'
import { connectCatalogue } from './connect-practice'
import { definition } from './definition'

const CATALOGUE_MS = 10_000

/** Machines in a simulated Linode: everything as there, and nothing to pay. */
export const provider: Provider = {
  ...linodeProvider(definition, {
    refusal: ({ userId }) => practiceRefusal(userId),

    preflight: async ({ request }) =>
      judgeOffer(request, await readCatalogue(connectCatalogue(), AbortSignal.timeout(CATALOGUE_MS))),

    async open({ actor, request }) {
      const { name, speed } = request
      return {
        accountId: null,
        prices: await clusterPrices(connectCatalogue(), request, AbortSignal.timeout(CATALOGUE_MS)),
        k3sVersion: PRACTICE_RELEASE,
        own: { speed },
        contextName: `practice-${name}`,
        async write(transaction, clusterId, machines) {
          await takeTurn(transaction, actor.userId)
          const addresses = await freeAddresses(transaction, machines.length)
          const rows = machines.flatMap(({ machineId, name: machine }, index) => {
            const address = addresses[index]
            return address === undefined ? [] : [{ id: machineId, number: index + 1, name: machine, address }]
          })
          await transaction.practiceCluster.create({
            data: { clusterId, speed, cloud: true, machines: { create: rows } },
            select: { clusterId: true },
          })
        },
      }
    },
  }),

  // What the panel keeps opens the cluster for good; what people get has an end.
  kubeconfigFor: async (kept, { clusterId, userId, hostname }) =>
    kubeconfigFrom(withToken(kept, await issueAccess(clusterId, userId)), hostname),
}
