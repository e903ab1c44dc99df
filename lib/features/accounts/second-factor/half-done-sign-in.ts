import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { hashOf, newLinkToken } from '../link-token'

const COOKIE = 'buzz-half-done'
const LIFETIME_S = 10 * 60
/** Begins the `identifier` of verifications that are half-done sign-ins; the user's id follows. */
const HALF_DONE = 'half-done-sign-in:'
/** Of one account at once. Whoever knows its password can make more, and ends the oldest of them by it. */
const MOST_OPEN = 10

type Writer = Pick<ReturnType<typeof db>, 'verification'>

/** Somebody whose password was right, and who has not shown the second factor yet. */
export interface HalfDoneSignIn {
  readonly id: string
  readonly userId: string
}

/** Only the hash is stored, and it fits the browser that typed the password only. */
const proofOf = (token: string, headers: Headers): string => hashOf(`${token}\n${headers.get('user-agent') ?? ''}`)

const cookie = (value: string, maxAgeS: number, secure: boolean) =>
  `${COOKIE}=${value}; Path=/api/auth; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`

/** Remembers that the password was right. Returns the `set-cookie` by which this browser goes on. It opens nothing yet. */
export async function beginHalfDoneSignIn(userId: string, headers: Headers, secure: boolean): Promise<string> {
  const token = newLinkToken()
  const identifier = `${HALF_DONE}${userId}`
  await db().$transaction(async (transaction) => {
    await transaction.verification.deleteMany({ where: { identifier, expiresAt: { lte: new Date() } } })
    const open = await transaction.verification.findMany({
      where: { identifier },
      orderBy: { createdAt: 'desc' },
      skip: MOST_OPEN - 1,
      select: { id: true },
    })
    await transaction.verification.deleteMany({ where: { id: { in: open.map(({ id }) => id) } } })
    const expiresAt = new Date(Date.now() + LIFETIME_S * 1000)
    await transaction.verification.create({
      data: { id: newId(), identifier, value: proofOf(token, headers), expiresAt },
    })
  })
  return cookie(token, LIFETIME_S, secure)
}

/** The half-done sign-in of this very browser; undefined when there is none, or it is too old. */
export async function findHalfDoneSignIn(headers: Headers): Promise<HalfDoneSignIn | undefined> {
  const token = headers
    .get('cookie')
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1)
  if (token === undefined || token.length > 100) return undefined
  const found = await db().verification.findFirst({
    where: {
      value: proofOf(token, headers),
      identifier: { startsWith: HALF_DONE },
      expiresAt: { gt: new Date() },
    },
  })
  return found === null ? undefined : { id: found.id, userId: found.identifier.slice(HALF_DONE.length) }
}

/** Uses it up. Of two at once one gets true. */
export async function takeHalfDoneSignIn(writer: Writer, { id }: HalfDoneSignIn): Promise<boolean> {
  const { count } = await writer.verification.deleteMany({ where: { id } })
  return count === 1
}

/** Whoever typed the password of this account has to type it again. */
export async function endHalfDoneSignIns(writer: Writer, userId: string): Promise<void> {
  await writer.verification.deleteMany({ where: { identifier: `${HALF_DONE}${userId}` } })
}

/** The `set-cookie` that removes what `beginHalfDoneSignIn` set. */
export const forgetHalfDoneSignIn = (secure: boolean): string => cookie('', 0, secure)
