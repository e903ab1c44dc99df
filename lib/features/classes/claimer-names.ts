import { db } from '@/lib/db/client'

/** Names by user id of who is on the way to one of these students: teachers of the class, and admins. */
export async function claimerNames(
  students: readonly { readonly claimedById: string | null }[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(students.flatMap(({ claimedById }) => claimedById ?? []))]
  const people =
    ids.length === 0 ? [] : await db().user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  return new Map(people.map(({ id, name }) => [id, name]))
}
