import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { type Action, may } from '@/lib/shared/policy'

/** The gate of a use case. @throws AppError `forbidden` */
export function assertMay(actor: Actor, action: Action): void {
  if (may(actor, action)) return
  throw new AppError('forbidden', {
    message: `${actor.role} ${actor.userId} may not ${action}`,
    userMessage: 'Your account may not do this. Ask an admin of this panel.',
    details: { action },
  })
}
