import type { WizardStart } from '@/components/create-cluster/wizard-part'
import type { Actor } from '@/lib/core/actor'
import { listApps } from '@/lib/features/apps/list-apps'
import { listProviders } from '@/lib/features/clusters/list-providers'
import { listClusters } from '@/lib/features/clusters/queries'
import { listMachines } from '@/lib/features/machines/queries'

/** What the parts of the wizard know when a page with them opens. */
export async function wizardStart(actor: Actor): Promise<WizardStart> {
  const [machines, apps, clusters, providers] = await Promise.all([
    listMachines(actor),
    listApps(actor),
    listClusters(actor),
    listProviders(actor),
  ])
  const refusals = Object.fromEntries(providers.flatMap(({ id, refusal }) => (refusal ? [[id, refusal]] : [])))
  return { machines, apps, takenNames: clusters.map((cluster) => cluster.name), refusals }
}
