import { z } from 'zod'
import { db } from './client'

const key = (app: string) => `registry-image:${app}`
const Value = z.object({ image: z.string() })

/** The image in a registry that machines pull instead of one that is side-loaded, by its id in the store; undefined as a rule. */
export async function registryImageOf(app: string): Promise<string | undefined> {
  const row = await db().setting.findUnique({ where: { key: key(app) } })
  const value = Value.safeParse(row?.value)
  return value.success ? value.data.image : undefined
}

/** Those of several images that have one, by their ids. */
export async function registryImagesOf(ids: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const found = await Promise.all(ids.map(async (id) => [id, await registryImageOf(id)] as const))
  return Object.fromEntries(found.flatMap(([id, image]) => (image === undefined ? [] : [[id, image]])))
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
