import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'

/**
 * For whatever logs in on a machine with its owner's key and sudo password, or decides where these are shown: that needs the
 * owner. An admin sees other people's machines, and may name, order and remove them.
 * @throws AppError `machine-not-yours`
 */
export function assertOwnMachine(
  actor: Pick<Actor, 'userId'>,
  { name, ownerId }: { readonly name: string; readonly ownerId: string },
): void {
  if (ownerId === actor.userId) return
  throw new AppError('machine-not-yours', {
    userMessage: `${name} is somebody else's: only its owner may use it, because their key and password are used then. Nothing was done.`,
    details: { machine: name },
  })
}
