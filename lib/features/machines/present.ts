import type { ListedMachine } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
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
  const { name, address, port, loginUser: user } = row
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
    address: row.address,
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
    cluster: row.cluster ? { ...row.cluster, role: row.clusterRole === 'server' ? 'server' : 'agent' } : undefined,
  }
}
