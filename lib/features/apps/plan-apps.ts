import { appById } from '@/lib/apps/catalogue'
import { planApp } from '@/lib/apps/plan-app'
import { registryImageOf } from '@/lib/db/registry-images'
import type { PlannedApp } from '@/lib/ports/planned-app'

/**
 * Apps of the catalogue as a plan knows them, in their order. Throws `app-unknown`.
 * @param options.brought whether their images come to the machines at all, from the panel or a registry; simulated
 *   machines need none
 */
export function planApps(
  ids: readonly string[],
  { clusterId, brought }: { readonly clusterId: string; readonly brought: boolean },
): Promise<readonly PlannedApp[]> {
  return Promise.all(
    ids.map(async (id) => {
      const registryImage = brought ? await registryImageOf(id) : undefined
      return planApp(appById(id), { clusterId, ...(registryImage === undefined ? {} : { registryImage }) })
    }),
  )
}
