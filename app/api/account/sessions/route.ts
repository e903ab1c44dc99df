import { requireUser } from '@/lib/features/accounts/current-actor'
import { endOtherSessions, listOwnSessions } from '@/lib/features/accounts/sessions'
import { route } from '@/lib/http/route'

export const GET = route('member', {}, async ({ request }) => ({
  sessions: await listOwnSessions(await requireUser(request.headers)),
}))

/** Ends all sessions but the one that asks. */
export const DELETE = route('member', {}, async ({ request }) => endOtherSessions(await requireUser(request.headers)))
