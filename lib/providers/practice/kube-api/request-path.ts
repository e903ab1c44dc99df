import type { ResourceType } from './resource-type'
import { statusErrors } from './status-error'

/** What an address of the API names. */
export interface ResourcePath {
  readonly type: ResourceType
  readonly namespace: string | undefined
  readonly name: string | undefined
  readonly subresource: string | undefined
}

/**
 * Takes `/api/v1/namespaces/default/pods/web/log` and its like apart; undefined for what is no resource.
 * `namespaces/<name>` itself is a resource, `namespaces/<name>/pods` is a collection in it. Throws 400 for `%` that
 * encodes nothing.
 */
export function parseResourcePath(
  pathname: string,
  find: (group: string, version: string, resource: string) => ResourceType | undefined,
): ResourcePath | undefined {
  const parts = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decoded)
  const [root, ...rest] = parts
  const [group, version, ...inside] = root === 'api' ? ['', ...rest] : root === 'apis' ? rest : []
  if (group === undefined || version === undefined) return undefined
  const scoped = inside[0] === 'namespaces' && inside.length > 2 && !['status', 'finalize'].includes(inside[2] ?? '')
  const namespace = scoped ? inside[1] : undefined
  const [resource, name, subresource, ...more] = scoped ? inside.slice(2) : inside
  if (resource === undefined || more.length > 0) return undefined
  const type = find(group, version, resource)
  if (type === undefined || (namespace !== undefined && !type.namespaced)) return undefined
  return { type, namespace, name, subresource }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) throw statusErrors.badRequest(`invalid URL escape in "${part}"`)
    throw error
  }
}
