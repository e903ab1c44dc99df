import { type Actor, roleOf } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { auth } from './auth'
import { owesSecondFactor } from './second-factor/demand'
import { isSecure } from './visitor'

/** Somebody who is signed in, as the frame of a page shows them. */
export interface CurrentUser extends Actor {
  readonly name: string
  readonly email: string
  readonly sessionId: string
  /** Must set up a second factor before anything else. */
  readonly owesSecondFactor: boolean
}

const COOKIE = /(^|;\s*)(__Secure-)?buzz\.session_token=/

/** The signed-in user of a request by its session cookie; undefined without a valid session, or when disabled. */
export async function currentUser(headers: Headers): Promise<CurrentUser | undefined> {
  if (!COOKIE.test(headers.get('cookie') ?? '')) return undefined
  const found = await auth({ secure: isSecure(headers) }).api.getSession({ headers })
  if (found === null || found.user.banned === true) return undefined
  const { user, session } = found
  const actor: Actor = { userId: user.id, role: roleOf(user.role) }
  return {
    ...actor,
    name: user.name,
    email: user.email,
    sessionId: session.id,
    owesSecondFactor: await owesSecondFactor(actor),
  }
}

/** Who may act by the session cookie of a request; undefined without a valid session, or while a second factor is owed. */
export async function currentActor(headers: Headers): Promise<Actor | undefined> {
  const user = await currentUser(headers)
  return user === undefined || user.owesSecondFactor ? undefined : { userId: user.userId, role: user.role }
}

/** @throws AppError `signed-out` */
export async function requireUser(headers: Headers): Promise<CurrentUser> {
  const user = await currentUser(headers)
  if (user === undefined) {
    throw new AppError('signed-out', { userMessage: 'You are signed out. Sign in and try again.' })
  }
  return user
}
