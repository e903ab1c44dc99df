import type { FirstBootQuestion } from '@/lib/contracts/board-fields'
import type { FirstBootReport } from '@/lib/contracts/first-boot'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { Prisma } from '@/lib/db/generated/client'
import { fingerprint, formatHostKey, parseHostKey } from '@/lib/remote/host-key'
import { recordAudit } from '../audit'
import type { Transaction } from '../runs/subject-kind'
import { addressOfBoard } from './address-of-board'
import { announceBoards } from './announce-boards'
import { findBoardProfile } from './board-profiles'
import { CardSettings } from './card-settings'
import { cardTokenHash, isCardToken } from './card-token'
import { judgeFirstBoot } from './judge-first-boot'

/** A board whose answer got lost asks again: with the same key it hears the same for so long. */
const SAME_ANSWER_MS = 10 * 60_000

export interface Registered {
  readonly state: 'registered' | 'asked'
}

/**
 * Takes the report of a board's first boot. The token counts once, of two at the same moment too; whoever has it may do
 * nothing but this. A board that is not what its card was made for is put before a person, and changes nothing until then.
 * @param token as it came, of anything
 * @param seen the address that the report came from
 * @throws AppError `first-boot-refused` for a token that is unknown, used, or over: all alike
 */
export async function registerBoard(
  token: string,
  report: FirstBootReport,
  seen: string,
  now = new Date(),
): Promise<Registered> {
  const shown = parseHostKey(report.hostKey)
  const usedBy = shown === undefined ? '' : formatHostKey(shown)
  const look = () => (isCardToken(token) ? findToken(cardTokenHash(token)) : null)
  const found = await look()
  if (found === null || found.expiresAt <= now) throw refused()
  const { image, imageId } = found
  if (found.usedAt !== null) return sameAnswer(found, usedBy, now)
  const registered = await db().$transaction(async (transaction) => {
    const { count } = await transaction.firstBootToken.updateMany({
      where: { imageId, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now, usedBy },
    })
    if (count === 0) return undefined
    const { machine } = image
    const address = addressOfBoard(report.addresses, seen)
    const profile = findBoardProfile(image.profile)
    const reasons = judgeFirstBoot(report, address ?? '', {
      hostKey: image.hostKey,
      models: profile?.models ?? [],
      profileName: profile?.title ?? image.profile,
      addressOf: await ownerOfAddress(transaction, machine, address),
    })
    const state = reasons.length === 0 && address !== undefined ? 'registered' : 'asked'
    if (state === 'registered' && address !== undefined) {
      await settle(transaction, { imageId, machineId: machine.id, hostKey: image.hostKey, report, address, at: now })
    } else {
      const why = address === undefined ? [...reasons, 'It named no address that the panel can reach.'] : reasons
      const question = questionOf(report, address, why, now)
      await transaction.machine.update({
        where: { id: machine.id },
        // JSON; Prisma's type for JSON to write is mutable.
        data: { firstBoot: { ...question, imageId, report } as unknown as Prisma.InputJsonObject },
      })
    }
    const details = { state, seen, model: report.model, address: address ?? null }
    const subject = { type: 'machine', id: machine.id }
    await recordAudit({ actor: undefined, action: 'machine.first-boot', subject, details }, transaction)
    await announceBoards(transaction, machine.ownerId)
    return { state } as const
  })
  if (registered !== undefined) return registered
  // The same report, sent twice, was faster.
  const meanwhile = await look()
  if (meanwhile === null) throw refused()
  return sameAnswer(meanwhile, usedBy, now)
}

const findToken = (hash: string) =>
  db().firstBootToken.findUnique({
    where: { hash },
    include: { image: { include: { machine: { select: { id: true, ownerId: true, port: true, firstBoot: true } } } } },
  })

type FoundToken = NonNullable<Awaited<ReturnType<typeof findToken>>>

function sameAnswer({ usedAt, usedBy, image }: FoundToken, shown: string, now: Date): Registered {
  const again = usedAt !== null && now.getTime() - usedAt.getTime() < SAME_ANSWER_MS && shown !== '' && shown === usedBy
  if (!again) throw refused()
  return { state: image.machine.firstBoot === null ? 'registered' : 'asked' }
}

async function ownerOfAddress(
  transaction: Transaction,
  machine: { readonly id: string; readonly ownerId: string; readonly port: number },
  address: string | undefined,
): Promise<string | undefined> {
  if (address === undefined) return undefined
  const { ownerId, port, id } = machine
  const where = { ownerId, address, port, id: { not: id } }
  return (await transaction.machine.findFirst({ where, select: { name: true } }))?.name
}

function questionOf(
  report: FirstBootReport,
  address: string | undefined,
  reasons: readonly string[],
  at: Date,
): FirstBootQuestion {
  const shown = parseHostKey(report.hostKey)
  return {
    at: at.getTime(),
    reasons: [...reasons],
    ...(address === undefined ? {} : { address }),
    model: report.model,
    fingerprint: shown === undefined ? 'none' : fingerprint(shown),
  }
}

export interface Settled {
  readonly imageId: string
  readonly machineId: string
  readonly hostKey: string
  readonly report: FirstBootReport
  readonly address: string
  readonly at: Date
}

/** The board is there: what it said of itself is what is known of it now. What was seen on an earlier system is forgotten. */
export async function settle(transaction: Transaction, settled: Settled): Promise<void> {
  const { imageId, machineId, hostKey, report, address, at } = settled
  const [mac] = report.macs
  const image = await transaction.boardImage.findUnique({ where: { id: imageId }, include: { batch: true } })
  const card = CardSettings.safeParse(image?.batch.settings)
  const key = card.success ? await transaction.sshKey.findUnique({ where: { id: card.data.sshKeyId } }) : null
  await transaction.machine.update({
    where: { id: machineId },
    data: {
      address,
      hostKey,
      offeredKey: null,
      // Whoever could log in on an earlier system cannot on this one.
      ...(key === null ? {} : { sshKeyId: key.id, loginUser: 'root', sudoSecretId: null }),
      ...(report.model === '' ? {} : { model: report.model }),
      ...(report.serial === '' ? {} : { serial: report.serial }),
      ...(mac === undefined ? {} : { mac }),
      facts: { memoryMiB: report.memoryMib, architecture: report.architecture, os: report.os },
      lastSeenAt: at,
      firstBoot: Prisma.DbNull,
      preflight: Prisma.DbNull,
      preflightAt: null,
    },
  })
  await transaction.boardImage.update({ where: { id: imageId }, data: { bootedAt: at } })
  // Earlier cards of the same board are not waited for any more.
  await transaction.boardImage.updateMany({ where: { machineId, bootedAt: null }, data: { bootedAt: at } })
}

const refused = (): AppError =>
  new AppError('first-boot-refused', {
    userMessage: 'This card cannot register a board any more: its token was used, is over, or was never given out.',
  })
