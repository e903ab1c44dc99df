import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { contentSecurityPolicy } from '@/lib/http/content-security-policy'
import { paths } from '@/lib/shared/paths'

/** Pages for people who have no session. */
const OPEN: ReadonlySet<string> = new Set([paths.signIn(), paths.setup(), paths.choosePassword(), paths.join()])
const SESSION_COOKIES = ['buzz.session_token', '__Secure-buzz.session_token']

/**
 * In front of every page: the Content-Security-Policy with its nonce, and a quick way to the sign-in page for browsers
 * without a session cookie. Whether the session is good is decided by each page itself (app/require-actor.ts).
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl
  const signedIn = SESSION_COOKIES.some((name) => request.cookies.has(name))
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy({ nonce, development: process.env['NODE_ENV'] === 'development' })
  const headers = new Headers(request.headers)
  // Next puts the nonce of this header on its own scripts.
  headers.set('content-security-policy', policy)
  headers.set('x-panel-path', `${pathname}${search}`)
  const response =
    signedIn || OPEN.has(pathname)
      ? NextResponse.next({ request: { headers } })
      : NextResponse.redirect(new URL(paths.signIn({ next: `${pathname}${search}` }), request.url))
  response.headers.set('content-security-policy', policy)
  return response
}

// Not the API: its routes decide for themselves, and uploads would be copied on their way through here. Nor what lies in
// public/, which a browser asks for without a session.
export const config = {
  matcher: [
    '/((?!api/|_next/static|_next/image|(?:icon\\.svg|favicon\\.ico|robots\\.txt|manifest\\.webmanifest|icons/[a-z0-9-]+\\.png)$).*)',
  ],
}
