import { createHash } from 'node:crypto'
import { AppError, type Failure } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import type { CardRecords } from '@/lib/ports/card-records'
import type { CardAddress } from '@/lib/ports/card-request'
import type { Vault } from '@/lib/ports/vault'
import { nextAddress } from '@/lib/shared/ipv4'
import { announceBoards } from './announce-boards'
import { findBoardProfile } from './board-profiles'
import { CardSecrets, CardSettings, secretIdsOf } from './card-settings'
import { writeRecords } from './card-write-records'

/** What the database knows of cards, for the worker that makes their images. @param vault of the run, which hides what it opens */
export const cardRecords = (vault: Vault): CardRecords => ({
  async request(imageId) {
    const row = await imageOf(imageId)
    const settings = CardSettings.parse(row.batch.settings)
    const secrets = CardSecrets.parse(row.secretIds)
    const key = await db().sshKey.findUnique({ where: { id: settings.sshKeyId }, select: { publicKey: true } })
    if (key === null) throw gone('The key that was to log in on it is not there any more. Prepare the card anew.')
    const { wifi } = settings
    const psk = secrets.psk === undefined ? undefined : await vault.open(secrets.psk)
    return {
      profileId: row.profile,
      osId: row.os,
      hostname: row.machine.name,
      authorizedKeys: [key.publicKey],
      hostKey: { privateKey: await vault.open(secrets.hostKey), publicKey: row.hostKey },
      network: {
        address: addressOf(
          settings,
          row.batch.images.findIndex(({ id }) => id === imageId),
        ),
        ...(wifi === undefined || psk === undefined ? {} : { wifi: { ...wifi, psk } }),
      },
      timeZone: settings.timeZone,
      phoneHome: { url: new URL('/api/first-boot', settings.panelUrl).href, token: await vault.open(secrets.token) },
      ...(findBoardProfile(row.profile)?.needsMacAddress === true ? { macAddress: ownMac(row.machineId) } : {}),
      clockMs: settings.clockMs,
    }
  },

  async ready(imageId, packed) {
    const row = await imageOf(imageId)
    const secrets = CardSecrets.safeParse(row.secretIds)
    await db().$transaction(async (transaction) => {
      await transaction.boardImage.update({
        where: { id: imageId },
        data: {
          ...{ status: 'ready', readyAt: row.readyAt ?? new Date(), secretIds: {}, failure: {} },
          ...{ file: packed.fileName, fileBytes: packed.bytes, fileSha256: packed.sha256 },
          ...{ bytes: packed.imageBytes, sha256: packed.imageSha256, bmapFile: packed.bmapFileName },
        },
      })
      const ids = secrets.success ? secretIdsOf(secrets.data) : []
      await transaction.secret.deleteMany({ where: { id: { in: ids } } })
      await announceBoards(transaction, row.batch.ownerId)
    })
  },

  async takenBack(imageId) {
    const row = await imageOf(imageId)
    await db().$transaction(async (transaction) => {
      await transaction.boardImage.updateMany({ where: { id: imageId, status: 'ready' }, data: { status: 'removed' } })
      await announceBoards(transaction, row.batch.ownerId)
    })
  },

  async failed(imageId, failure: Failure) {
    const row = await imageOf(imageId)
    await db().$transaction(async (transaction) => {
      // JSON; Prisma's type for JSON to write is mutable.
      const data = { status: 'failed', failure: failure as unknown as Prisma.InputJsonObject }
      await transaction.boardImage.updateMany({ where: { id: imageId, status: 'preparing' }, data })
      await announceBoards(transaction, row.batch.ownerId)
    })
  },

  ...writeRecords,
})

async function imageOf(imageId: string) {
  const include = {
    machine: { select: { name: true } },
    batch: { include: { images: { select: { id: true }, orderBy: [{ machine: { name: 'asc' } }, { id: 'asc' }] } } },
  } as const satisfies Prisma.BoardImageInclude
  const row = await db().boardImage.findUnique({ where: { id: imageId }, include })
  if (row === null) throw gone('This card was removed while its image was made.')
  return row
}

/** Boards of a batch have addresses one behind the other, in the order of their names. */
function addressOf({ network }: CardSettings, place: number): CardAddress {
  if (network.kind === 'dhcp') return network
  const address = nextAddress(network.first, place)
  if (address === undefined) throw gone('There are too few addresses for the boards of this batch.')
  return { kind: 'static', address, gateway: network.gateway, nameservers: network.nameservers }
}

/** A locally administered address, the same each time for one machine. */
function ownMac(machineId: string): string {
  const bytes = createHash('sha256').update(machineId).digest().subarray(0, 5)
  return ['02', ...Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))].join(':')
}

const gone = (userMessage: string): AppError => new AppError('card-gone', { userMessage })
