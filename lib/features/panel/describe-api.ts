import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { ApiDescription } from '@/lib/contracts/panel'
import type { Actor } from '@/lib/core/actor'
import { assertMay } from '@/lib/features/policy'

/** Written beside the server by the build (scripts/setup/build.mjs). */
const FILE = 'openapi.json'

/** The OpenAPI document of this panel: the build's, or made now where nothing was built (development, tests). */
export async function describeApi(actor: Actor): Promise<ApiDescription> {
  assertMay(actor, 'panel.use')
  if (process.env.NODE_ENV === 'production') {
    return ApiDescription.parse(JSON.parse(await readFile(path.join(process.cwd(), FILE), 'utf8')))
  }
  const { openApiDocument } = await import('@/lib/contracts/openapi-document')
  return openApiDocument()
}
