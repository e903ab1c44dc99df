import { appById } from '@/lib/apps/catalogue'
import { planApp } from '@/lib/apps/plan-app'
import { registryImagesOf } from '@/lib/db/registry-images'
import type { PlannedApp } from '@/lib/ports/planned-app'
import type { ProviderDefinition } from '@/lib/providers/provider-definition'
import { assertOffered } from './assert-offered'

interface PlanAppsOptions {
  readonly clusterId: string
  readonly provider: Pick<ProviderDefinition, 'practice'>
  /** Whether their images come to the machines at all, from the panel or a registry; simulated machines need none. */
  readonly brought: boolean
  readonly traefik: boolean
}

/** Apps of the catalogue as a plan knows them, in their order. Throws `app-unknown`, `app-not-offered`. */
export function planApps(ids: readonly string[], options: PlanAppsOptions): Promise<readonly PlannedApp[]> {
  const { clusterId, provider, brought, traefik } = options
  return Promise.all(
    ids.map(async (id) => {
      const app = appById(id)
      assertOffered(app, provider)
      const registryImages = brought ? await registryImagesOf(app.images.map((image) => image.id)) : {}
      return planApp(app, { clusterId, traefik, registryImages })
    }),
  )
}
