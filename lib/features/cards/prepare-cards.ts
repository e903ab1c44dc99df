import type { ListedBatch, NewCards } from '@/lib/contracts/cards'
import { MAX_CARDS } from '@/lib/contracts/cards'
import { MAX_MACHINES } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { Prisma } from '@/lib/db/generated/client'
import { derivePsk } from '@/lib/imaging/formats/derive-psk'
import { findSourceKind } from '@/lib/imaging/sources/source-kind'
import { isPractice, PICKED } from '@/lib/providers/find-definition'
import type { CarriedK3s } from '@/lib/provision/steps/image/card-package'
import { generateKeyPair } from '@/lib/remote/key-pair'
import { nextAddress } from '@/lib/shared/ipv4'
import { databaseVault } from '@/lib/vault/database-vault'
import { assertReleaseHere } from '../artifacts/assert-release-here'
import { recordAudit } from '../audit'
import { isTaken } from '../machines/machine-rows'
import { ownKeyId } from '../machines/own-key'
import { inCluster } from '../machines/remove-machine'
import { assertMay } from '../policy'
import type { Transaction } from '../runs/subject-kind'
import { announceBoards } from './announce-boards'
import { findBoardProfile } from './board-profiles'
import { cardMaker } from './card-maker'
import { type CardSecrets, type CardSettings, secretIdsOf } from './card-settings'
import { cardTokenHash, newCardToken } from './card-token'
import { findBatch } from './queries'

/** Cards lie in drawers. After that the images are removed, and the tokens are over. */
const CARD_DAYS = 14

interface Board {
  readonly machineId: string
  readonly name: string
  /** Undefined for a new one. */
  readonly address: string | null | undefined
  readonly position: number
  readonly practice: boolean
}

/**
 * Prepares a card for each of some boards, new ones too: a host key that is pinned here before the board ever starts, a
 * one-time token by which it registers itself, and a run that makes the images.
 * @param panelUrl where boards report, as they reach the panel
 * @throws AppError `bad-input`, `machine-exists`, `machine-in-cluster`, `not-found`, `disk-full`, `image-source-missing`, `image-tools-missing`
 */
export async function prepareCards(actor: Actor, input: NewCards, panelUrl: string): Promise<ListedBatch> {
  assertMay(actor, 'cards.manage')
  assertMay(actor, 'machines.manage')
  assertPossible(input)
  const carried = await carriedK3s(input)
  const sshKeyId = await ownKeyId(actor, input.sshKeyId)
  const boards = await chosenBoards(actor, input)
  const practice = boards.every((board) => board.practice)
  if (!practice) assertReached(panelUrl)
  const { network, timeZone, wifi, profile, os } = input
  if (network.kind === 'static' && nextAddress(network.first, boards.length - 1) === undefined) {
    throw wrong('network', `${network.first} and the addresses behind it are too few for ${boards.length} boards.`)
  }
  const psk = wifi === undefined ? undefined : await derivePsk(wifi.passphrase, wifi.ssid)
  const [batchId, expiresAt] = [newId(), new Date(Date.now() + CARD_DAYS * 86_400_000)]
  const settings: CardSettings = {
    ...{ timeZone, network, sshKeyId, panelUrl, clockMs: Date.now() },
    ...(wifi === undefined ? {} : { wifi: { ssid: wifi.ssid, country: wifi.country } }),
  }
  const cards = await Promise.all(boards.map((board) => secretsOf(actor.userId, board, psk)))
  const title = boards.length === 1 ? `Card for ${boards[0]?.name}` : `Cards for ${boards.length} boards`
  const write = async (transaction: Transaction) => {
    const batch = { id: batchId, ownerId: actor.userId, name: title, settings }
    await transaction.cardBatch.create({ data: batch })
    for (const { board, imageId, hostKey, token, secretIds } of cards) {
      const known = { profile, sshKeyId, loginUser: 'root' }
      if (board.address === undefined) {
        const { machineId: id, name, position } = board
        await transaction.machine.create({ data: { id, ownerId: actor.userId, name, position, hostKey, ...known } })
      } else {
        // One that runs keeps the key that it shows until it starts from its new card.
        const pinned = board.address === null ? { ...known, hostKey } : { profile }
        const where = { id: board.machineId, ownerId: actor.userId, clusterId: null }
        const { count } = await transaction.machine.updateMany({ where, data: { ...pinned, firstBoot: Prisma.DbNull } })
        if (count === 0) throw inCluster(board.name, null)
      }
      // Cards that were made for it earlier and never started cannot register it any more.
      await transaction.firstBootToken.deleteMany({ where: { image: { machineId: board.machineId }, usedAt: null } })
      await transaction.boardImage.create({
        data: {
          ...{ id: imageId, batchId, machineId: board.machineId, profile, os, hostKey, secretIds, expiresAt },
          token: { create: { hash: cardTokenHash(token), expiresAt } },
        },
      })
    }
    const details = { boards: boards.map(({ name }) => name), profile, os }
    const subject = { type: 'card-batch', id: batchId }
    await recordAudit({ actor, action: 'cards.prepare', subject, details }, transaction)
    await announceBoards(transaction, actor.userId)
  }
  try {
    const planned = cards.map(({ board: { machineId, name }, imageId }) => ({
      ...{ imageId, machineId, name },
      ...{ profileId: profile, osId: os, ...carried },
    }))
    await cardMaker().start(actor, { batchId, title, practice, cards: planned }, write)
  } catch (error) {
    const ids = cards.flatMap(({ secretIds }) => secretIdsOf(secretIds))
    await db().secret.deleteMany({ where: { id: { in: ids } } })
    if (!isTaken(error)) throw error
    throw new AppError('machine-exists', {
      userMessage: 'One of these boards was added by another request just now.',
      details: { field: 'newNames' },
    })
  }
  return findBatch(actor, batchId)
}

function assertPossible({ profile, os, machineIds, newNames, timeZone }: NewCards): void {
  const known = findBoardProfile(profile)
  if (known === undefined) throw wrong('profile', 'This kind of board is not known. Choose one from the list.')
  if (!known.osSources.some(({ id }) => id === os)) throw wrong('os', `A ${known.title} cannot have this system.`)
  const count = machineIds.length + newNames.length
  if (count === 0) throw wrong('newNames', 'Choose at least one board, or name a new one.')
  if (count > MAX_CARDS) throw wrong('newNames', `At most ${MAX_CARDS} cards at once.`)
  if (!Intl.supportedValuesOf('timeZone').includes(timeZone) && timeZone !== 'UTC') {
    throw wrong('timeZone', 'There is no such time zone. It is written like Europe/Vienna.')
  }
}

/** A board would report to itself. */
/** @throws AppError `artifact-missing` when the release is not on the panel */
async function carriedK3s({ profile, os, k3sVersion }: NewCards): Promise<{ readonly k3s?: CarriedK3s }> {
  const architecture = findBoardProfile(profile)?.architecture
  if (k3sVersion === undefined || architecture === undefined) return {}
  await assertReleaseHere(k3sVersion, [architecture])
  return { k3s: { k3sVersion, architecture, format: findSourceKind(os)?.packageFormat ?? 'deb' } }
}

function assertReached(panelUrl: string): void {
  const { hostname } = new URL(panelUrl)
  if (!/^(localhost|127\..*|\[::1\])$/.test(hostname)) return
  throw wrong(
    'network',
    `Boards cannot reach this panel at ${panelUrl}. Open it under the address that it has in their network, like http://192.168.1.2:3000, or set BUZZCRATE_URL.`,
  )
}

async function chosenBoards(actor: Actor, { machineIds, newNames }: NewCards): Promise<readonly Board[]> {
  const own = await db().machine.findMany({
    where: { ownerId: actor.userId },
    select: { id: true, name: true, address: true, position: true, provider: true, cluster: true, retiredAt: true },
  })
  const chosen = [...new Set(machineIds)].map((machineId): Board => {
    const row = own.find(({ id, provider }) => id === machineId && PICKED.includes(provider))
    if (row === undefined) throw notFound('machine')
    if (row.cluster !== null) throw inCluster(row.name, row.cluster)
    if (row.retiredAt !== null) throw wrong('machineIds', `${row.name} is retired. Bring it back on its page first.`)
    return {
      machineId,
      ...{ name: row.name, address: row.address, position: row.position },
      practice: isPractice(row.provider),
    }
  })
  const twin = newNames.find((name, at) => newNames.indexOf(name) < at || own.some((row) => row.name === name))
  if (twin !== undefined) {
    throw new AppError('machine-exists', {
      userMessage: `You have a board with the name ${twin} already. Choose it, or another name.`,
      details: { field: 'newNames' },
    })
  }
  if (own.length + newNames.length > MAX_MACHINES) {
    throw wrong('newNames', `You would have more than ${MAX_MACHINES} machines. Remove some first.`)
  }
  const last = Math.max(-1, ...own.map(({ position }) => position))
  const added = newNames.map((name, at) => ({
    machineId: newId(),
    name,
    address: undefined,
    position: last + 1 + at,
    practice: false,
  }))
  const all = [...chosen, ...added]
  if (all.some(({ practice }) => practice) && !all.every(({ practice }) => practice)) {
    throw wrong(
      'machineIds',
      'Practice boards and real ones cannot be in one batch: prepare their cards one after the other.',
    )
  }
  return all
}

/** A host key and a token of its own; both sealed until the image has them. */
async function secretsOf(ownerId: string, board: Board, psk: string | undefined) {
  const { privateKey, publicKey } = generateKeyPair(board.name)
  const token = newCardToken()
  const vault = databaseVault()
  const seal = (plain: string, kind: string) => vault.seal(plain, { kind, ownerId })
  const secretIds: CardSecrets = {
    hostKey: await seal(privateKey, 'card-host-key'),
    token: await seal(token, 'card-token'),
    ...(psk === undefined ? {} : { psk: await seal(psk, 'card-wifi') }),
  }
  const [type = '', data = ''] = publicKey.split(' ')
  return { board, imageId: newId(), hostKey: `${type} ${data}`, token, secretIds }
}

const wrong = (field: string, problem: string): AppError =>
  new AppError('bad-input', { userMessage: problem, details: { fields: [{ field, problem }] } })
