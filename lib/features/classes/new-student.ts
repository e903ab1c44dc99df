import type { StudentOrigin } from '@/lib/contracts/class-roster'
import { newId } from '@/lib/core/ids'
import type { Transaction } from '../runs/subject-kind'

export interface NewStudent {
  /** Default: a new one. */
  readonly id?: string
  readonly classId: string
  readonly number: number
  /** Empty for a spare seat. */
  readonly name: string
  readonly origin: StudentOrigin
}

/**
 * Writes a student and their account. The account library wants an e-mail address of everybody: `.invalid` belongs to
 * nobody for good (RFC 2606), and without a password nobody can sign in with it.
 */
export async function writeStudent(
  transaction: Transaction,
  { id = newId(), name, ...student }: NewStudent,
): Promise<string> {
  const email = `${id}@student.invalid`
  const shown = accountName(name, student.number)
  await transaction.user.create({ data: { id, name: shown, email, role: 'student' }, select: { id: true } })
  await transaction.student.create({ data: { id, name, ...student }, select: { id: true } })
  return id
}

/** What stands in logs and on runs where a student has no name: not yet, or not any more. */
export const accountName = (name: string, number: number): string => (name === '' ? `Student ${number}` : name)

/** Within a transaction that has locked the class. */
export async function nextNumber(transaction: Transaction, classId: string): Promise<number> {
  const latest = await transaction.student.aggregate({ where: { classId }, _max: { number: true } })
  return (latest._max.number ?? 0) + 1
}

/** `Mio`, or `Mio 2` where there is one already: two tiles must not say the same. Capital letters do not count. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const known = new Set(taken.map((name) => name.toLowerCase()))
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted.slice(0, 74)} ${count}`
    if (!known.has(name.toLowerCase())) return name
  }
}
