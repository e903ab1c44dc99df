import type { ListedSession } from '@/lib/contracts/accounts'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { announceSessions } from './announce-sessions'
import type { CurrentUser } from './current-actor'

/** Where one is signed in oneself, newest first. */
export async function listOwnSessions(user: CurrentUser): Promise<readonly ListedSession[]> {
  const sessions = await db().session.findMany({
    where: { userId: user.userId, expiresAt: { gt: new Date() } },
    orderBy: { createdAt: 'desc' },
  })
  return sessions.map((session) => ({
    id: session.id,
    browser: session.userAgent ?? '',
    address: session.ipAddress ?? '',
    startedAt: session.createdAt.getTime(),
    current: session.id === user.sessionId,
  }))
}

/** Signs oneself out everywhere but here, kubectl on practice clusters too. Returns how many sessions ended. */
export async function endOtherSessions(user: CurrentUser): Promise<{ readonly ended: number }> {
  const ended = await db().$transaction(async (transaction) => {
    const where = { userId: user.userId, NOT: { id: user.sessionId } }
    const { count } = await transaction.session.deleteMany({ where })
    await transaction.practiceAccess.deleteMany({ where: { userId: user.userId } })
    const subject = { type: 'user', id: user.userId }
    const record = { actor: user, action: 'user.end-other-sessions', subject, details: { ended: count } }
    await recordAudit(record, transaction)
    return count
  })
  announceSessions(user.userId)
  return { ended }
}
