import { createHmac, randomInt } from 'node:crypto'
import { derivedKey } from '@/lib/core/derived-key'
import { env } from '@/lib/core/env'
import type { db } from '@/lib/db/client'

type Writer = Pick<ReturnType<typeof db>, 'recoveryCode'>

export const RECOVERY_CODES = 10
/** No letters or digits that look alike on paper: 31 of them, ten a code, are 49 bits. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const HALF = 5

const half = () => Array.from({ length: HALF }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')

/** Keyed, so that a stolen database alone cannot be searched for codes. Bound to the owner. */
const hashOf = (userId: string, code: string): string =>
  createHmac('sha256', derivedKey(env().BUZZCRATE_SECRET_KEY, 'second-factor'))
    .update(`recovery\n${userId}\n${code}`)
    .digest('base64url')

/** As it was made, however it was typed: capital letters, spaces and hyphens do not matter. */
const normal = (typed: string): string => typed.toLowerCase().replace(/[^a-z0-9]/g, '')

/** Makes new recovery codes in place of all others. Returns them: only their hashes are kept. */
export async function writeRecoveryCodes(writer: Writer, userId: string): Promise<readonly string[]> {
  const codes = new Set<string>()
  while (codes.size < RECOVERY_CODES) codes.add(`${half()}-${half()}`)
  await writer.recoveryCode.deleteMany({ where: { userId } })
  await writer.recoveryCode.createMany({
    data: [...codes].map((code) => ({ userId, hash: hashOf(userId, normal(code)) })),
  })
  return [...codes]
}

/** Uses a code up. Of two at once one gets true. */
export async function takeRecoveryCode(writer: Writer, userId: string, typed: string): Promise<boolean> {
  const { count } = await writer.recoveryCode.deleteMany({ where: { userId, hash: hashOf(userId, normal(typed)) } })
  return count === 1
}
