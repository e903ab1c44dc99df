import { AppError } from '@/lib/core/errors'
import type { AppDefinition } from './app-definition'
import { apps } from './apps.gen'

/** All apps, the smallest first. */
export const catalogue: readonly AppDefinition[] = [...apps].sort((a, b) => a.needs.memoryMiB - b.needs.memoryMiB)

/** Throws `app-unknown`. */
export function appById(id: string): AppDefinition {
  const app = catalogue.find((each) => each.id === id)
  if (app !== undefined) return app
  throw new AppError('app-unknown', {
    userMessage: `There is no app named ${id} in the catalogue.`,
    details: { app: id },
  })
}
