import { z } from 'zod'
import { db } from './client'

const key = (app: string) => `registry-image:${app}`
const Value = z.object({ image: z.string() })

/** The image in a registry that machines pull for an app, instead of one that is side-loaded; undefined as a rule. */
export async function registryImageOf(app: string): Promise<string | undefined> {
  const row = await db().setting.findUnique({ where: { key: key(app) } })
  const value = Value.safeParse(row?.value)
  return value.success ? value.data.image : undefined
}

/** `undefined` goes back to side-loading. */
export async function saveRegistryImage(
  within: Pick<ReturnType<typeof db>, 'setting'>,
  app: string,
  image: string | undefined,
): Promise<void> {
  if (image === undefined) {
    await within.setting.deleteMany({ where: { key: key(app) } })
    return
  }
  const value = { image }
  await within.setting.upsert({ where: { key: key(app) }, create: { key: key(app), value }, update: { value } })
}
