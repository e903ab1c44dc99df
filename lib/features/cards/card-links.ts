import type { ImagerList, ListedLink, NewLink } from '@/lib/contracts/card-links'
import type { Actor } from '@/lib/core/actor'
import { addressKey } from '@/lib/core/address-key'
import { AppError, notFound } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { recentCounts } from '@/lib/core/recent-counts'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { cardTokenHash, isCardToken, newCardToken } from './card-token'
import { type ImagerCard, imagerList } from './imager-list'
import { fileNameOf, presentCard, WITH_CARDS } from './present-batch'
import { type TakenFile, takeFileOf } from './take-image'

/** Long enough to write a box of cards. */
const LINK_HOURS = 24
const MOST_LINKS = 10

/** Asked by one address in ten minutes: Imager asks a handful of times a card, more when a reader fails. */
const asked = recentCounts('card-links', { most: 2_000, windowMs: 600_000 })

const present = (row: {
  readonly id: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly lastUsedAt: Date | null
}): ListedLink => ({
  id: row.id,
  createdAt: row.createdAt.getTime(),
  expiresAt: row.expiresAt.getTime(),
  lastUsedAt: row.lastUsedAt?.getTime(),
})

/** Those that still work, the newest first. */
export async function listCardLinks(actor: Actor): Promise<readonly ListedLink[]> {
  assertMay(actor, 'cards.read')
  const where = { ownerId: actor.userId, revokedAt: null, expiresAt: { gt: new Date() } }
  return (await db().cardLink.findMany({ where, orderBy: { createdAt: 'desc' } })).map(present)
}

/**
 * Makes an address at which the person's finished cards can be had without a session: programs that write cards have none.
 * Told once. The oldest of many ends.
 */
export async function makeCardLink(actor: Actor, origin: string): Promise<NewLink> {
  assertMay(actor, 'cards.manage')
  const [id, token] = [newId(), newCardToken()]
  const expiresAt = new Date(Date.now() + LINK_HOURS * 3_600_000)
  const row = await db().$transaction(async (transaction) => {
    const made = await transaction.cardLink.create({
      data: { id, ownerId: actor.userId, hash: cardTokenHash(token), expiresAt },
    })
    const old = await transaction.cardLink.findMany({
      where: { ownerId: actor.userId },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      skip: MOST_LINKS,
      select: { id: true },
    })
    await transaction.cardLink.deleteMany({ where: { id: { in: old.map((one) => one.id) } } })
    await recordAudit({ actor, action: 'cards.link', subject: { type: 'card-link', id } }, transaction)
    return made
  })
  const base = new URL(`/api/card-links/${token}/`, origin).href
  const listUrl = `${base}os_list.json`
  const images = (await readyCards(actor.userId)).map(({ id: imageId, fileName }) => {
    const url = `${base}${imageId}/${fileName}`
    return { imageId, url, etcherUrl: `etcher://${url}` }
  })
  return { ...present(row), listUrl, imagerUrl: `rpi-imager://open?repo=${encodeURIComponent(listUrl)}`, images }
}

/** Ends it at once; downloads that go on end by themselves. @throws AppError `not-found` */
export async function revokeCardLink(actor: Actor, linkId: string): Promise<void> {
  assertMay(actor, 'cards.manage')
  await db().$transaction(async (transaction) => {
    const { count } = await transaction.cardLink.updateMany({
      where: { id: linkId, ownerId: actor.userId },
      data: { revokedAt: new Date() },
    })
    if (count === 0) throw notFound('link')
    await recordAudit({ actor, action: 'cards.unlink', subject: { type: 'card-link', id: linkId } }, transaction)
  })
}

/**
 * Whose cards a token opens.
 * @param seen the address that asks
 * @throws AppError `card-link-over` for a token that is made up, over or revoked, or whose owner may not sign in any more: all
 *   alike; `too-many-requests`
 */
async function ownerOf(token: string, seen: string, now = new Date()): Promise<string> {
  const waitMs = asked.take(addressKey(seen), now.getTime())
  if (waitMs > 0) {
    throw new AppError('too-many-requests', {
      userMessage: 'Too much was asked from this address. Try again in some minutes.',
      retryable: true,
      details: { waitMs },
    })
  }
  const link = isCardToken(token)
    ? await db().cardLink.findUnique({
        where: { hash: cardTokenHash(token) },
        include: { owner: { select: { banned: true } } },
      })
    : null
  if (link === null || link.revokedAt !== null || link.expiresAt <= now || link.owner.banned === true) throw over()
  await db().cardLink.update({ where: { id: link.id }, data: { lastUsedAt: now } })
  return link.ownerId
}

/** @throws AppError `card-link-over`, `too-many-requests` */
export async function readImagerList(token: string, origin: string, seen: string): Promise<ImagerList> {
  const ownerId = await ownerOf(token, seen)
  return imagerList(await readyCards(ownerId), new URL(`/api/card-links/${token}/`, origin).href, origin)
}

/** @throws AppError `card-link-over`, `too-many-requests`, `not-found`, `image-file-gone` */
export async function takeLinkedImage(
  token: string,
  { imageId, file }: { readonly imageId: string; readonly file: string },
  seen: string,
  reads: boolean,
): Promise<TakenFile> {
  return takeFileOf(await ownerOf(token, seen), imageId, file, reads)
}

/** Cards that can be written now and that no board has started from. */
async function readyCards(ownerId: string): Promise<readonly ImagerCard[]> {
  const rows = await db().boardImage.findMany({
    where: {
      ...{ batch: { ownerId }, status: 'ready', bootedAt: null, expiresAt: { gt: new Date() } },
      // Of a simulated image there is no file.
      machine: { practiceBoard: null },
    },
    include: WITH_CARDS.images.include,
    orderBy: [{ machine: { name: 'asc' } }, { id: 'asc' }],
  })
  return rows.flatMap((row) => {
    const { file, bytes, sha256, fileBytes, fileSha256, readyAt } = row
    if (file === null || bytes === null || sha256 === null || fileBytes === null || fileSha256 === null) return []
    const { id, machine, profile, profileName, systemName } = presentCard(row)
    const sizes = { bytes: Number(bytes), sha256, fileBytes: Number(fileBytes), fileSha256 }
    const fileName = fileNameOf(machine.name, file)
    return [
      {
        id,
        board: machine.name,
        profile,
        profileName,
        systemName,
        fileName,
        ...sizes,
        readyAt: readyAt ?? new Date(0),
      },
    ]
  })
}

const over = (): AppError =>
  new AppError('card-link-over', {
    userMessage:
      'This address is over, was revoked, or was never given out. Open the cards page of the panel for a new one.',
  })
