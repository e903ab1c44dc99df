import { StorageLimits } from '@/lib/contracts/storage'
import { db } from '@/lib/db/client'

const KEY = 'storage-limits'
const USUAL: StorageLimits = { logDays: 90, logTotalMb: 2_000, freePercent: 5, freeMb: 1_000 }

/** What an admin chose, or what is usual. */
export async function storageLimits(): Promise<StorageLimits> {
  const row = await db().setting.findUnique({ where: { key: KEY } })
  return StorageLimits.safeParse(row?.value).data ?? USUAL
}

export async function saveStorageLimits(
  transaction: Pick<ReturnType<typeof db>, 'setting'>,
  value: StorageLimits,
): Promise<void> {
  await transaction.setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } })
}
