import type { db } from '@/lib/db/client'

/** Lets one transaction at a time, of all processes, decide something about who is an admin. Ends with it. */
export async function lockAdmins(transaction: Pick<ReturnType<typeof db>, '$executeRaw'>): Promise<void> {
  await transaction.$executeRaw`select pg_advisory_xact_lock(hashtext('buzzcrate.admins'))`
}
