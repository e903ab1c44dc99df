import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'

/** The key's id, when it is the actor's own: nobody logs in with somebody else's key. @throws AppError `bad-input` */
export async function ownKeyId(actor: Pick<Actor, 'userId'>, sshKeyId: string): Promise<string> {
  const key = await db().sshKey.findFirst({ where: { id: sshKeyId, ownerId: actor.userId }, select: { id: true } })
  if (key !== null) return key.id
  throw new AppError('bad-input', {
    userMessage: 'sshKeyId: this key is not there any more. Choose another one, or make one.',
    details: { fields: [{ field: 'sshKeyId', problem: 'This key is not there any more.' }] },
  })
}
