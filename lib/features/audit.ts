import type { Actor } from '@/lib/core/actor'
import { type Json, toFailure } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import type { ListedAuditEntry } from '@/lib/shared/audit-entry'
import { assertMay } from './policy'

export interface AuditRecord {
  /** Undefined when nobody was signed in, e.g. while setting up. */
  readonly actor: Pick<Actor, 'userId'> | undefined
  /** `noun.verb`, e.g. `user.disable`. */
  readonly action: string
  readonly subject: { readonly type: string; readonly id: string }
  /** Never a secret. */
  readonly details?: { readonly [name: string]: Json }
}

/** Writes who did what to what, in the transaction that does it: neither happens without the other. Returns its id. */
export async function recordAudit(
  { actor, action, subject, details }: AuditRecord,
  within: Pick<ReturnType<typeof db>, 'auditEntry'>,
): Promise<string> {
  const id = newId()
  await within.auditEntry.create({
    data: {
      id,
      actorId: actor?.userId ?? null,
      action,
      subjectType: subject.type,
      subjectId: subject.id,
      ...(details === undefined ? {} : { details: writable(details) }),
    },
  })
  return id
}

/**
 * For what happens outside of the database, on a machine or a cluster, which no transaction can take back: the entry is
 * written first, so that nothing happens unrecorded, and when it fails the entry says so. Throws what `act` throws.
 */
export async function auditOutside<T>(record: AuditRecord, act: () => Promise<T>): Promise<T> {
  const id = await recordAudit(record, db())
  try {
    return await act()
  } catch (error) {
    const details = writable({ ...record.details, failed: toFailure(error).code })
    await db().auditEntry.update({ where: { id }, data: { details } })
    throw error
  }
}

/** Of sign-ins that did not succeed: anybody can make those, so the list has a few of them only. */
export const SIGN_IN_REFUSED = 'user.sign-in-refused'
const MOST_REFUSED = 20

/** The newest entries, for admins. */
export async function listAudit(actor: Actor, limit = 100): Promise<readonly ListedAuditEntry[]> {
  assertMay(actor, 'audit.read')
  const newest = (where: Prisma.AuditEntryWhereInput, take: number) =>
    db().auditEntry.findMany({ where, orderBy: { at: 'desc' }, take })
  const [done, refused] = await Promise.all([
    newest({ action: { not: SIGN_IN_REFUSED } }, limit),
    newest({ action: SIGN_IN_REFUSED }, MOST_REFUSED),
  ])
  const entries = [...done, ...refused].sort((one, other) => other.at.getTime() - one.at.getTime()).slice(0, limit)
  const ids = [...new Set(entries.flatMap((entry) => entry.actorId ?? []))]
  const people = await db().user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  const names = new Map(people.map((person) => [person.id, person.name]))
  return entries.map((entry) => ({
    id: entry.id,
    at: entry.at.getTime(),
    actorName: entry.actorId === null ? undefined : names.get(entry.actorId),
    action: entry.action,
    failed: isFailed(entry.details),
    subject: `${entry.subjectType} ${names.get(entry.subjectId) ?? entry.subjectId}`,
  }))
}

const isFailed = (details: unknown): boolean => typeof details === 'object' && details !== null && 'failed' in details

/** Prisma's type for JSON to write is mutable; the value is only read. */
const writable = (details: { readonly [name: string]: Json }) => structuredClone(details) as Record<string, never>
