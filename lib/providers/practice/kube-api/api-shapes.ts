/** What upstream Kubernetes says of its types, as written by e2e/parity/write-api-shapes.ts; read once, when first asked. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isObject, type JsonObject } from './kube-object'

/** BUZZCRATE_ROOT is the installed program's folder. */
const folder = () =>
  path.join(process.env['BUZZCRATE_ROOT'] ?? process.cwd(), 'lib', 'providers', 'practice', 'kube-api', 'shapes')

const read = new Map<string, ReadonlyMap<string, JsonObject>>()

function shapes(name: 'schemas' | 'messages'): ReadonlyMap<string, JsonObject> {
  const known = read.get(name)
  if (known !== undefined) return known
  const parsed: unknown = JSON.parse(readFileSync(path.join(folder(), `${name}.json`), 'utf8'))
  const entries = Object.entries(isObject(parsed) ? parsed : {})
  const made = new Map(entries.flatMap(([key, value]) => (isObject(value) ? [[key, value] as const] : [])))
  read.set(name, made)
  return made
}

/** OpenAPI schemas by name, `io.k8s.api.core.v1.Pod`. */
export const apiSchemas = (): ReadonlyMap<string, JsonObject> => shapes('schemas')

/** Messages on the wire by name, `k8s.io.api.core.v1.Pod`: field number → `name kind type`; see e2e/parity/parse-proto.ts. */
export const wireMessages = (): ReadonlyMap<string, JsonObject> => shapes('messages')

interface GroupKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

/** The name of a kind's schema; undefined for a kind that Kubernetes does not have. */
export function schemaNameOf({ group, version, kind }: GroupKind): string | undefined {
  // Somebody's own `apps.example` is not `apps`.
  if (group.includes('.') && !group.endsWith('.k8s.io')) return undefined
  const short = group.split('.')[0] || 'core'
  const names = [`io.k8s.api.${short}.${version}.${kind}`, `io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`]
  return names.find((name) => apiSchemas().has(name))
}
