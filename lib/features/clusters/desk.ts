import type { Actor } from '@/lib/core/actor'
import { plannedForNew } from '@/lib/features/machines/planned-machines'
import { preflightMachines } from '@/lib/features/machines/preflight-machines'
import type { Desk } from '@/lib/providers/provider'

/** The person's machines that exist, for providers that let them be picked. */
export const deskOf = (actor: Actor): Desk => ({
  planned: (chosen) => plannedForNew(actor, chosen),
  async judged(chosen, purpose) {
    const { k3sVersion, allowCgroupV1, traefik, apps, nativeSnapshotter, clusterCidr, serviceCidr } = purpose
    const wanted = { k3sVersion, allowCgroupV1, traefik, apps, nativeSnapshotter, clusterCidr, serviceCidr }
    const input = { machines: [...chosen], ...wanted, visit: false }
    return (await preflightMachines(actor, input)).machines
  },
})
