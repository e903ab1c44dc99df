import { AppError } from '@/lib/core/errors'
import type { AppDefinition } from './app-definition'
import { goEcho } from './go-echo/go-echo'

/** All apps, in the order in which the catalogue shows them. */
export const catalogue: readonly AppDefinition[] = [goEcho]

/** Throws `app-unknown`. */
export function appById(id: string): AppDefinition {
  const app = catalogue.find((each) => each.id === id)
  if (app !== undefined) return app
  throw new AppError('app-unknown', {
    userMessage: `There is no app named ${id} in the catalogue.`,
    details: { app: id },
  })
}
