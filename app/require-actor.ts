import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { type CurrentUser, currentUser } from '@/lib/features/accounts/current-actor'
import { paths } from '@/lib/shared/paths'
import { type Action, may, mayNow } from '@/lib/shared/policy'

/** Looked up once a request, however many ask. Without a session it leads to the sign-in page and back again. */
const signedIn = cache(async (): Promise<CurrentUser> => {
  const all = await headers()
  const user = await currentUser(all)
  if (user === undefined) redirect(paths.signIn({ next: all.get('x-panel-path') ?? paths.home() }))
  return user
})

/**
 * The actor of this page, who may do what the page is for; somebody who may not is shown the home page. Every page of the
 * signed-in group calls it itself: a layout alone is not run again when a person moves between pages.
 */
export async function requireActor(action: Action): Promise<CurrentUser> {
  const user = await signedIn()
  if (!may(user, action)) redirect(paths.home())
  if (!mayNow(user, action)) redirect(paths.secondFactor())
  return user
}
