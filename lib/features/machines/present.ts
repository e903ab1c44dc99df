import { z } from 'zod'
import { CardStatus, FirstBootQuestion } from '@/lib/contracts/board-fields'
import type { ListedMachine } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { findProfile } from '@/lib/imaging/profiles/find-profile'
import { isPractice } from '@/lib/providers/find-definition'
import { Inspection, type OtherMachine, type Purpose } from '@/lib/provision/preflight/inspection'
import { preflight } from '@/lib/provision/preflight/preflight'
import { summarise } from '@/lib/provision/preflight/summary'
import { fingerprint, parseHostKey } from '@/lib/remote/host-key'
import type { Finding } from '@/lib/shared/finding'
import type { MachineRow } from './machine-rows'

/** The latest visit; undefined when there was none, or when an older version of the panel wrote it. */
export function lastVisit(row: Pick<MachineRow, 'preflight'>): Inspection | undefined {
  const parsed = Inspection.safeParse(row.preflight)
  return parsed.success ? parsed.data : undefined
}

export const asOther = (row: MachineRow): OtherMachine => ({
  name: row.name,
  facts: lastVisit(row)?.facts ?? null,
})

/** Judges the latest visit, for a purpose or in general. Undefined without a visit. */
export function judge(row: MachineRow, all: readonly MachineRow[], purpose?: Purpose): Finding[] | undefined {
  const inspection = lastVisit(row)
  if (inspection === undefined) return undefined
  const others = all.filter((other) => other.id !== row.id && other.ownerId === row.ownerId).map(asOther)
  const { name, port, loginUser: user } = row
  // One that was never reached has nothing that could be judged by it.
  const address = row.address ?? ''
  return preflight({ machine: { name, address, port, user }, inspection, purpose, others, memberOf: row.cluster?.name })
}

function fingerprintOf(hostKey: string | null): string | undefined {
  const key = hostKey === null ? undefined : parseHostKey(hostKey)
  return key && fingerprint(key)
}

/** @param all The machines to compare it with. */
export function presentMachine(
  actor: Pick<Actor, 'userId'>,
  row: MachineRow,
  all: readonly MachineRow[],
): ListedMachine {
  const inspection = lastVisit(row)
  return {
    id: row.id,
    name: row.name,
    address: row.address ?? undefined,
    port: row.port,
    loginUser: row.loginUser,
    ownerName: row.ownerId === actor.userId ? undefined : row.owner.name,
    sshKeyId: row.sshKeyId ?? undefined,
    hasSudoPassword: row.sudoSecretId !== null,
    hostKeyFingerprint: fingerprintOf(row.hostKey),
    offeredFingerprint: fingerprintOf(row.offeredKey),
    summary: inspection && summarise(inspection),
    findings: judge(row, all),
    checkedAt: row.preflightAt?.getTime(),
    cluster: row.cluster
      ? {
          id: row.cluster.id,
          name: row.cluster.name,
          role: row.clusterRole === 'server' ? 'server' : 'agent',
          needsPerson: row.cluster.phase === 'attention',
        }
      : undefined,
    ...boardOf(row, inspection),
  }
}

/** What it said of itself at its first boot, or at a visit that is over; what it left out it left empty. */
const Said = z.object({
  memoryMiB: z
    .number()
    .optional()
    .transform((mib) => (mib === 0 ? undefined : mib)),
  architecture: z
    .string()
    .optional()
    .transform((text) => (text === '' ? undefined : text)),
  os: z
    .string()
    .optional()
    .transform((text) => (text === '' ? undefined : text)),
})

/** What is known of it as a thing on a desk. */
function boardOf(row: MachineRow, inspection: Inspection | undefined) {
  const facts = inspection?.facts ?? undefined
  const question = FirstBootQuestion.safeParse(row.firstBoot)
  const [card] = row.images
  const seen = [row.lastSeenAt?.getTime(), facts === undefined ? undefined : inspection?.at].filter(
    (at) => at !== undefined,
  )
  return {
    provider: row.provider,
    practice: isPractice(row.provider) ? true : undefined,
    profile: row.profile ?? undefined,
    profileName: row.profile === null ? undefined : (findProfile(row.profile)?.title ?? row.profile),
    model: (facts?.model || row.model) ?? undefined,
    serial: row.serial ?? undefined,
    mac: row.mac ?? undefined,
    ...(facts === undefined
      ? Said.parse(row.facts ?? {})
      : {
          memoryMiB: facts.memoryMiB,
          architecture: facts.architecture ?? facts.machine,
          os: facts.os.name || facts.os.id,
        }),
    notes: row.notes === '' ? undefined : row.notes,
    cost:
      row.costCents === null || row.costCurrency === null
        ? undefined
        : { cents: row.costCents, currency: row.costCurrency },
    spot: row.deskRow === null || row.deskColumn === null ? undefined : { row: row.deskRow, column: row.deskColumn },
    photoAt: row.photo?.createdAt.getTime(),
    lastSeenAt: seen.length === 0 ? undefined : Math.max(...seen),
    retiredAt: row.retiredAt?.getTime(),
    question: question.success ? question.data : undefined,
    card: card && {
      imageId: card.id,
      batchId: card.batchId,
      status: CardStatus.catch('failed').parse(card.status),
      deliveredAt: card.deliveredAt?.getTime(),
    },
  }
}
