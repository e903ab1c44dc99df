import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { RouteHandler } from '@/lib/http/route'

const APP = path.resolve(import.meta.dirname, '../../app')
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** A handler of app/api. */
export interface FoundRoute {
  /** e.g. `POST /api/clusters/[clusterId]/apps`. */
  readonly name: string
  readonly method: string
  /** Names of the parts of the address that vary, e.g. `clusterId`. */
  readonly params: readonly string[]
  readonly handler: unknown
}

export const isRoute = (handler: unknown): handler is RouteHandler =>
  typeof handler === 'function' && 'endpoint' in handler

/** Every handler that Next would serve under /api, in the order of their files. */
export async function findRoutes(): Promise<readonly FoundRoute[]> {
  const all = readdirSync(APP, { recursive: true, encoding: 'utf8' }).sort()
  const found = await Promise.all(
    all
      .filter((file) => /^api\/(.*\/)?route\.ts$/.test(file))
      .map(async (file) => {
        const module: Record<string, unknown> = await import(path.join(APP, file))
        const address = path.dirname(file)
        const params = [...address.matchAll(/\[(\w+)\]/g)].map(([, name = '']) => name)
        return METHODS.filter((method) => method in module).map((method) => ({
          name: `${method} /${address}`,
          method,
          params,
          handler: module[method],
        }))
      }),
  )
  return found.flat()
}
