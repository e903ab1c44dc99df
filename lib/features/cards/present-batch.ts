import { CardStatus } from '@/lib/contracts/board-fields'
import { CardWriting, type ListedBatch, type ListedCard } from '@/lib/contracts/cards'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { findSourceKind } from '@/lib/imaging/sources/source-kind'
import { paths } from '@/lib/shared/paths'
import { PracticeBoardPhase } from '@/lib/shared/practice/board-phase'
import { findBoardProfile } from './board-profiles'
import { CardSettings } from './card-settings'

const PRESENTED = {
  ...{ id: true, name: true, address: true, firstBoot: true, provider: true },
  practiceBoard: { select: { phase: true, speed: true } },
} as const satisfies Prisma.MachineSelect

export const WITH_CARDS = {
  images: {
    orderBy: [{ machine: { name: 'asc' } }, { id: 'asc' }],
    include: { machine: { select: PRESENTED } },
  },
} as const satisfies Prisma.CardBatchInclude

type BatchRow = Prisma.CardBatchGetPayload<{ include: typeof WITH_CARDS }>
export type CardRow = BatchRow['images'][number]

/** Batches as screens show them, with the latest run about each. */
export async function presentBatches(rows: readonly BatchRow[]): Promise<readonly ListedBatch[]> {
  const runs = await db().run.findMany({
    where: { subjectType: 'image', subjectId: { in: rows.map(({ id }) => id) } },
    select: { id: true, subjectId: true },
    orderBy: { createdAt: 'asc' },
  })
  const writing = rows.flatMap(({ images }) => images.flatMap((image) => (image.writing === null ? [] : [image.id])))
  const writers =
    writing.length === 0
      ? []
      : await db().run.findMany({
          where: { subjectType: 'card', subjectId: { in: writing } },
          select: { id: true, subjectId: true },
          orderBy: { createdAt: 'asc' },
        })
  const latest = new Map([...runs, ...writers].map((run) => [run.subjectId, run.id]))
  return rows.map((row) => presentBatch(row, latest))
}

/** @param latest the newest run, by the batch or the image that it is about */
function presentBatch(row: BatchRow, latest: ReadonlyMap<string, string>): ListedBatch {
  const { timeZone, network, wifi } = CardSettings.parse(row.settings)
  return {
    id: row.id,
    name: row.name,
    createdAt: row.createdAt.getTime(),
    timeZone,
    network: network.kind === 'dhcp' ? 'DHCP' : `${network.first} …`,
    wifi: wifi?.ssid,
    runHref: hrefOf(latest.get(row.id)),
    cards: row.images.map((image) => presentCard(image, latest.get(image.id))),
  }
}

const hrefOf = (runId: string | undefined): string | undefined =>
  runId === undefined ? undefined : paths.runAlone({ runId })

/** As it is saved: `bee-1.img.xz`. */
export const fileNameOf = (machine: string, file: string): string => file.replace(/^card\./, `${machine}.`)

/** @param writer the newest run that writes it */
export function presentCard(row: CardRow, writer?: string): ListedCard {
  const status = CardStatus.catch('failed').parse(row.status)
  const { machine, file, fileBytes, fileSha256, bmapFile } = row
  const writing = CardWriting.safeParse(row.writing).data
  const board = PracticeBoardPhase.safeParse(machine.practiceBoard?.phase).data
  // Of a simulated image there is no file.
  const whole =
    board === undefined &&
    status === 'ready' &&
    file !== null &&
    fileBytes !== null &&
    fileSha256 !== null &&
    bmapFile !== null
  return {
    id: row.id,
    machine: { id: machine.id, name: machine.name },
    provider: machine.provider,
    practice: board === undefined ? undefined : { phase: board, speed: machine.practiceBoard?.speed ?? 1 },
    profile: row.profile,
    profileName: findBoardProfile(row.profile)?.title ?? row.profile,
    systemName: findSourceKind(row.os)?.title ?? row.os,
    status,
    failure: sentenceOf(row.failure),
    file: whole
      ? {
          name: fileNameOf(machine.name, file),
          bytes: Number(fileBytes),
          sha256: fileSha256,
          bmapName: fileNameOf(machine.name, bmapFile),
        }
      : undefined,
    bytes: row.bytes === null ? undefined : Number(row.bytes),
    address: row.bootedAt === null ? undefined : (machine.address ?? undefined),
    asks: machine.firstBoot !== null && row.bootedAt === null,
    readyAt: row.readyAt?.getTime(),
    deliveredAt: row.deliveredAt?.getTime(),
    writing: writing === undefined ? undefined : { ...writing, runHref: hrefOf(writer) },
    bootedAt: row.bootedAt?.getTime(),
    expiresAt: row.expiresAt.getTime(),
  }
}

const sentenceOf = (failure: unknown): string | undefined =>
  typeof failure === 'object' && failure !== null && 'userMessage' in failure && typeof failure.userMessage === 'string'
    ? failure.userMessage
    : undefined
