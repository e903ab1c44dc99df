import { createHash } from 'node:crypto'
import type { PlanBuilder, Shared } from '@/lib/engine/plan'
import type { PlannedApp } from '@/lib/ports/planned-app'

/** An app as a recipe wires it. */
export interface SharedApp extends Pick<PlannedApp, 'id' | 'images' | 'doors'> {
  /** All of it, with its manifests, which may be large: in the plan once, by the hash of its content. */
  readonly planned: Shared<PlannedApp>
}

export function shareApp(builder: PlanBuilder, app: PlannedApp): SharedApp {
  const hash = createHash('sha256').update(JSON.stringify(app)).digest('hex')
  return { id: app.id, images: app.images, doors: app.doors, planned: builder.share(hash, app) }
}
