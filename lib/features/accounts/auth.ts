import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { z } from 'zod'
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '@/lib/contracts/accounts'
import { derivedKey } from '@/lib/core/derived-key'
import { env } from '@/lib/core/env'
import { PEER_HEADER } from '@/lib/core/peer-header'
import { db } from '@/lib/db/client'

const DAY_S = 24 * 60 * 60

/** Thrown (as an APIError's code) when the password was right but the account is disabled. */
export const ACCOUNT_DISABLED = 'ACCOUNT_DISABLED'

/**
 * Opens a session for whoever this panel has found to be the user: the library's own sign-in would open one before the
 * second factor was shown. Only callable here, not over HTTP.
 */
const openSession = createAuthEndpoint.serverOnly(
  { method: 'POST', body: z.object({ userId: z.string() }), requireHeaders: true },
  async (context) => {
    const { internalAdapter } = context.context
    const user = await internalAdapter.findUserById(context.body.userId)
    if (user === null) throw new APIError('NOT_FOUND', { message: 'no such user' })
    const session = await internalAdapter.createSession(user.id)
    await setSessionCookie(context, { session, user })
    return { token: session.token }
  },
)

function makeAuth(secure: boolean) {
  const { BUZZCRATE_URL, BUZZCRATE_SECRET_KEY } = env()
  return betterAuth({
    // Used for links that this panel never makes; set so that nothing is taken from a Host header.
    baseURL: BUZZCRATE_URL ?? 'http://localhost',
    secret: derivedKey(BUZZCRATE_SECRET_KEY, 'sessions').toString('base64url'),
    telemetry: { enabled: false },
    logger: { level: 'error' },
    database: prismaAdapter(db(), { provider: 'postgresql' }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
    },
    user: {
      additionalFields: {
        role: { type: 'string', required: false, input: false },
        banned: { type: 'boolean', required: false, input: false },
      },
    },
    plugins: [{ id: 'open-session', endpoints: { openSession } }],
    // No cookie cache: a session that was ended, and a user who was disabled, are out at their next request.
    session: { expiresIn: 30 * DAY_S, disableSessionRefresh: true, cookieCache: { enabled: false } },
    // Its limit counts requests by address only; sign-in.ts counts attempts by account, address and device.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'buzz',
      useSecureCookies: secure,
      // What the list of sessions shows.
      ipAddress: { ipAddressHeaders: [PEER_HEADER] },
    },
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }) => {
            const user = await db().user.findUnique({ where: { id: userId }, select: { banned: true } })
            if (user?.banned) throw new APIError('FORBIDDEN', { code: ACCOUNT_DISABLED, message: 'disabled' })
          },
        },
      },
    },
  })
}

export type Auth = ReturnType<typeof makeAuth>

// On globalThis: Next bundles a module more than once, and all copies must share these.
const KEY = Symbol.for('buzzcrate.auth')
const holder = globalThis as typeof globalThis & { [KEY]?: Map<boolean, Auth> }

/**
 * The account library, made at first use. Two of them: over https the cookies are `Secure` (and named
 * `__Secure-…`); on a plain http network they cannot be. It is used as a library only, its own routes are not served.
 */
export function auth({ secure }: { readonly secure: boolean }): Auth {
  holder[KEY] ??= new Map()
  const known = holder[KEY].get(secure)
  if (known !== undefined) return known
  const made = makeAuth(secure)
  holder[KEY].set(secure, made)
  return made
}
