import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { type CurrentUser, currentUser } from '@/lib/features/accounts/current-actor'
import { paths } from '@/lib/shared/paths'

/**
 * The actor of this page, looked up once a request. Without a session it leads to the sign-in page and back again.
 * Every page of the signed-in group calls it itself: a layout alone is not run again when a person moves between pages.
 */
export const requireActor = cache(async (): Promise<CurrentUser> => {
  const all = await headers()
  const user = await currentUser(all)
  if (user === undefined) redirect(paths.signIn({ next: all.get('x-panel-path') ?? paths.home() }))
  return user
})

/** As `requireActor`, for pages that only admins have. A member is shown the home page. */
export const requireAdmin = cache(async (): Promise<CurrentUser> => {
  const user = await requireActor()
  if (user.role !== 'admin') redirect(paths.home())
  return user
})
