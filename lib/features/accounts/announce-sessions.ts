import { log } from '@/lib/core/log'
import { bus } from '@/lib/events/bus'
import { busTopics } from '@/lib/events/bus-topics'

/**
 * Tells every web server that sessions of this user ended or changed, so that open streams close at once. A hint that
 * gets lost costs some seconds: each stream asks with every beat, too.
 */
export function announceSessions(userId: string): void {
  bus()
    .publish(busTopics.sessions, userId)
    .catch((error: unknown) => log.warn('the end of sessions could not be announced', { reason: String(error) }))
}
