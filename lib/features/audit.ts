import type { Actor } from '@/lib/core/actor'
import type { Json } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
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

/** Writes who did what to what. Pass the transaction that does it, so that neither happens without the other. */
export async function recordAudit(
  { actor, action, subject, details }: AuditRecord,
  within: Pick<ReturnType<typeof db>, 'auditEntry'> = db(),
): Promise<void> {
  await within.auditEntry.create({
    data: {
      id: newId(),
      actorId: actor?.userId ?? null,
      action,
      subjectType: subject.type,
      subjectId: subject.id,
      // Prisma's JSON input type is mutable; the value is only read.
      ...(details === undefined ? {} : { details: structuredClone(details) as Record<string, never> }),
    },
  })
}

/** The newest entries, for admins. */
export async function listAudit(actor: Actor, limit = 100): Promise<readonly ListedAuditEntry[]> {
  assertMay(actor, 'audit.read')
  const entries = await db().auditEntry.findMany({ orderBy: { at: 'desc' }, take: limit })
  const ids = [...new Set(entries.flatMap((entry) => entry.actorId ?? []))]
  const people = await db().user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  const names = new Map(people.map((person) => [person.id, person.name]))
  return entries.map((entry) => ({
    id: entry.id,
    at: entry.at.getTime(),
    actorName: entry.actorId === null ? undefined : names.get(entry.actorId),
    action: entry.action,
    subject: `${entry.subjectType} ${names.get(entry.subjectId) ?? entry.subjectId}`,
  }))
}
