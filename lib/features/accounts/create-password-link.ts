import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { hashOf, newLinkToken } from './link-token'
import { endPasswordLinks, PASSWORD_LINK } from './users'

const LIFETIME_MS = 7 * 24 * 60 * 60 * 1000

/** Writes a one-time link for a user and removes an older one. Returns the token; only its hash is stored. */
export async function writePasswordLink(
  writer: Pick<ReturnType<typeof db>, 'verification'>,
  userId: string,
): Promise<string> {
  const token = newLinkToken()
  const identifier = `${PASSWORD_LINK}${userId}`
  await endPasswordLinks(writer, userId)
  await writer.verification.create({
    data: { id: newId(), identifier, value: hashOf(token), expiresAt: new Date(Date.now() + LIFETIME_MS) },
  })
  return token
}

/** A new one-time link for somebody who lost the first, or the password. The old password works until it is used. */
export async function createPasswordLink(actor: Actor, userId: string): Promise<{ readonly token: string }> {
  assertMay(actor, 'users.manage')
  return db().$transaction(async (transaction) => {
    const user = await transaction.user.findUnique({ where: { id: userId, student: null }, select: { id: true } })
    if (user === null) throw notFound('user')
    const token = await writePasswordLink(transaction, userId)
    await recordAudit({ actor, action: 'user.password-link', subject: { type: 'user', id: userId } }, transaction)
    return { token }
  })
}
