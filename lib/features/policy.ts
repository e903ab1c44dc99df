import type { Actor, Role } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'

const ADMINS: readonly Role[] = ['admin']
const EVERYBODY: readonly Role[] = ['admin', 'member']

/**
 * Who may do what. What is not in here nobody may do. Being allowed to do a thing says nothing about *whose* thing:
 * queries are scoped by `ownedBy(actor)` besides.
 */
const WHO_MAY = {
  'users.read': ADMINS,
  'users.manage': ADMINS,
  'audit.read': ADMINS,
  'settings.manage': ADMINS,
  'releases.read': EVERYBODY,
  'releases.manage': ADMINS,
  'machines.read': EVERYBODY,
  'machines.manage': EVERYBODY,
  'ssh-keys.manage': EVERYBODY,
  'clusters.read': EVERYBODY,
  'clusters.create': EVERYBODY,
  'clusters.change': EVERYBODY,
  'clusters.delete': EVERYBODY,
  'apps.read': EVERYBODY,
  'apps.install': EVERYBODY,
} as const satisfies Record<string, readonly Role[]>

export type Action = keyof typeof WHO_MAY

export const may = (actor: Actor, action: Action): boolean => WHO_MAY[action].includes(actor.role)

/** @throws AppError `forbidden` */
export function assertMay(actor: Actor, action: Action): void {
  if (may(actor, action)) return
  throw new AppError('forbidden', {
    message: `${actor.role} ${actor.userId} may not ${action}`,
    userMessage: 'Your account may not do this. Ask an admin of this panel.',
    details: { action },
  })
}
