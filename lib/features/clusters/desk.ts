import type { Actor } from '@/lib/core/actor'
import { deskOwner } from '@/lib/features/classes/desk-owner'
import { plannedForNew } from '@/lib/features/machines/planned-machines'
import { preflightMachines } from '@/lib/features/machines/preflight-machines'
import type { Desk } from '@/lib/providers/provider'

/** The person's machines that exist, for providers that let them be picked; a student's are those that are lent to them. */
export const deskOf = (actor: Actor): Desk => ({
  planned: async (chosen) => plannedForNew(await deskOwner(actor, chosen), chosen),
  async judged(chosen, purpose) {
    const { k3sVersion, allowCgroupV1, traefik, apps, nativeSnapshotter, clusterCidr, serviceCidr } = purpose
    const wanted = { k3sVersion, allowCgroupV1, traefik, apps, nativeSnapshotter, clusterCidr, serviceCidr }
    const input = { machines: [...chosen], ...wanted, visit: false }
    return (await preflightMachines(await deskOwner(actor, chosen), input)).machines
  },
})
