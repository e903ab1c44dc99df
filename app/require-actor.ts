import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { Actor } from '@/lib/core/actor'
import { currentActor } from '@/lib/features/accounts/current-actor'
import { paths } from '@/lib/shared/paths'

/**
 * The actor of this page, looked up once a request. Without a session it leads to the sign-in page and back again.
 * Every page of the signed-in group calls it itself: a layout alone is not run again when a person moves between pages.
 */
export const requireActor = cache(async (): Promise<Actor> => {
  const all = await headers()
  const actor = await currentActor(all)
  if (actor === undefined) redirect(paths.signIn({ next: all.get('x-panel-path') ?? paths.home() }))
  return actor
})

/** As `requireActor`, for pages that only admins have. A member is shown the home page. */
export const requireAdmin = cache(async (): Promise<Actor> => {
  const actor = await requireActor()
  if (actor.role !== 'admin') redirect(paths.home())
  return actor
})
