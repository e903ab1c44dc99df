import { type ListedNotice, NoticeKind } from '@/lib/contracts/second-factor'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { CurrentUser } from './current-actor'
import { knownDevice } from './device-cookie'
import { addressOf } from './visitor'

/** Of one person. The audit log has everything. */
const KEPT = 50
const BANNER_DAYS = 30
const DAY_MS = 24 * 60 * 60 * 1000
const MOST_BROWSER_CHARACTERS = 300

/** Where something was done from. */
export interface SignInPlace {
  readonly address: string
  /** The browser's own name for itself (User-Agent). */
  readonly browser: string
  /** Of its device cookie; undefined for one that has not signed in to the account before. */
  readonly device: string | undefined
}

/** Done by somebody else, or on the panel's own machine. */
export const NO_PLACE: SignInPlace = { address: '', browser: '', device: undefined }

export const placeOf = (headers: Headers, email: string): SignInPlace => ({
  address: addressOf(headers),
  browser: (headers.get('user-agent') ?? '').slice(0, MOST_BROWSER_CHARACTERS),
  device: knownDevice(headers, email),
})

type Writer = Pick<ReturnType<typeof db>, 'signInNotice' | '$executeRaw'>

/** Writes down for its owner what happened to an account; beyond the newest fifty the oldest go. */
export async function writeSignInNotice(
  writer: Writer,
  userId: string,
  kind: NoticeKind,
  { address, browser, device }: SignInPlace,
  { seen = false } = {},
): Promise<void> {
  await writer.signInNotice.create({
    data: { id: newId(), userId, kind, address, browser, device: device ?? null, seenAt: seen ? new Date() : null },
  })
  await writer.$executeRaw`
    delete from sign_in_notice where "userId" = ${userId} and id not in (
      select id from sign_in_notice where "userId" = ${userId} order by at desc, id desc limit ${KEPT}
    )`
}

/**
 * Writes a notice of a sign-in from a browser or an address that the account has not seen. `place.device` is the one that
 * the browser gets now; `knownBefore`: it had it already. The first sign-in of an account is no news.
 */
export async function noticeNewPlace(
  writer: Writer,
  userId: string,
  place: SignInPlace,
  knownBefore: boolean,
): Promise<void> {
  const kind = 'new-place' satisfies NoticeKind
  if (knownBefore && (await writer.signInNotice.count({ where: { userId, kind, address: place.address } })) > 0) return
  const first = (await writer.signInNotice.count({ where: { userId, kind } })) === 0
  await writeSignInNotice(writer, userId, kind, place, { seen: first })
}

/** Somebody knows the password and guesses at codes. Said once a day, so that guessing fills nobody's list. */
export async function noticeWrongCodes(userId: string, place: SignInPlace): Promise<void> {
  const kind = 'wrong-codes' satisfies NoticeKind
  const at = { gt: new Date(Date.now() - DAY_MS) }
  if ((await db().signInNotice.count({ where: { userId, kind, at } })) > 0) return
  await writeSignInNotice(db(), userId, kind, place)
}

/** What happened to one's own account, newest first. */
export async function listOwnNotices(user: CurrentUser): Promise<readonly ListedNotice[]> {
  const rows = await db().signInNotice.findMany({
    where: { userId: user.userId },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: KEPT,
  })
  return rows.map(listed)
}

/** What a person has not put away yet and this browser did not do itself: whoever broke in cannot hide it by themselves. */
const newsFor = (user: CurrentUser, device: string | undefined) => ({
  userId: user.userId,
  seenAt: null,
  ...(device === undefined ? {} : { OR: [{ device: null }, { NOT: { device } }] }),
})

/** What to show at the top of every page in this browser. */
export async function unseenNotices(user: CurrentUser, headers: Headers): Promise<readonly ListedNotice[]> {
  const rows = await db().signInNotice.findMany({
    where: {
      ...newsFor(user, knownDevice(headers, user.email)),
      at: { gt: new Date(Date.now() - BANNER_DAYS * DAY_MS) },
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: KEPT,
  })
  return rows.map(listed)
}

/** Puts away what `unseenNotices` shows in this browser. */
export async function putNoticesAway(user: CurrentUser, headers: Headers): Promise<void> {
  const where = newsFor(user, knownDevice(headers, user.email))
  await db().signInNotice.updateMany({ where, data: { seenAt: new Date() } })
}

const listed = (row: {
  readonly id: string
  readonly kind: string
  readonly address: string
  readonly browser: string
  readonly at: Date
}): ListedNotice => ({
  id: row.id,
  kind: NoticeKind.parse(row.kind),
  address: row.address,
  browser: row.browser,
  at: row.at.getTime(),
})
