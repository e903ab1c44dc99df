import { z } from 'zod'
import { UPSTREAM_RELEASES } from '@/lib/artifacts/import-release'
import { db } from '@/lib/db/client'

const KEY = 'k3s-releases-url'
const Value = z.object({ url: z.string() })

/** Where release files are fetched from: upstream's address, or the mirror that an admin chose. */
export async function releasesUrl(): Promise<string> {
  const row = await db().setting.findUnique({ where: { key: KEY } })
  const value = Value.safeParse(row?.value)
  return value.success ? value.data.url : UPSTREAM_RELEASES
}

/** `null` goes back to upstream. */
export async function saveReleasesUrl(
  url: string | null,
  within: Pick<ReturnType<typeof db>, 'setting'> = db(),
): Promise<void> {
  if (url === null) {
    await within.setting.deleteMany({ where: { key: KEY } })
    return
  }
  const value = { url }
  await within.setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } })
}
