import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { taughtClasses } from './visible-classes'

const HEAD = ['number', 'name', 'joined', 'last seen', 'clusters made', 'clusters now'] as const

/** One line a student; a column for each milestone that somebody reached, with the time (ISO 8601, UTC). @throws AppError `not-found` */
export async function progressCsv(actor: Actor, classId: string): Promise<string> {
  assertMay(actor, 'classes.read')
  const row = await db().class.findFirst({
    where: { id: classId, AND: taughtClasses(actor) },
    select: {
      students: {
        where: { origin: { not: 'rehearsal' }, NOT: { origin: 'spare', joinedAt: null } },
        include: { milestones: true, user: { select: { clusters: { select: { deletedAt: true } } } } },
        orderBy: { number: 'asc' },
      },
    },
  })
  if (row === null) throw notFound('class')
  // Changes nothing; without the entry nobody gets the names.
  await recordAudit({ actor, action: 'class.export', subject: { type: 'class', id: classId } }, db())
  const reached = row.students.flatMap(({ milestones }) => milestones)
  const first = [...reached].sort((one, other) => one.reachedAt.getTime() - other.reachedAt.getTime())
  const milestones = [...new Set(first.map(({ milestone }) => milestone))]
  const lines = row.students.map((student) => {
    const clusters = student.user.clusters
    const at = (milestone: string) => student.milestones.find((one) => one.milestone === milestone)?.reachedAt
    return [
      ...[String(student.number), student.name, iso(student.joinedAt), iso(student.seenAt)],
      ...[String(clusters.length), String(clusters.filter(({ deletedAt }) => deletedAt === null).length)],
      ...milestones.map((milestone) => iso(at(milestone))),
    ]
  })
  // Spreadsheets read UTF-8 only behind a byte order mark.
  return `\uFEFF${[[...HEAD, ...milestones], ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')}`
}

const iso = (date: Date | null | undefined): string => date?.toISOString() ?? ''

/** As RFC 4180 quotes it. What a spreadsheet would take for a formula is text (OWASP, CSV injection). */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
