import { named } from '@/lib/core/named'
import { isObject, type JsonObject } from './kube-object'

/**
 * How a list is merged, from the API types' `listType` and `patchMergeKey` (k8s.io/api). `atomic` lists are replaced
 * whole, `set` lists hold plain values once each, keyed lists are merged item by item.
 */
export type ListKind = 'atomic' | 'set' | { readonly keys: readonly string[]; readonly patchKey: string }

const keyed = (...keys: readonly [string, ...string[]]): ListKind => ({ keys, patchKey: keys[0] })

const BY_FIELD: Readonly<Record<string, ListKind>> = {
  containers: keyed('name'),
  initContainers: keyed('name'),
  ephemeralContainers: keyed('name'),
  volumes: keyed('name'),
  env: keyed('name'),
  imagePullSecrets: keyed('name'),
  secrets: keyed('name'),
  volumeMounts: keyed('mountPath'),
  volumeDevices: keyed('devicePath'),
  hostAliases: keyed('ip'),
  conditions: keyed('type'),
  ownerReferences: keyed('uid'),
  taints: keyed('key', 'effect'),
  topologySpreadConstraints: keyed('topologyKey', 'whenUnsatisfiable'),
  finalizers: 'set',
}

/** @param field the list's own key in its parent; @param items of either side, to tell ports of pods from a Service's */
export function listKind(field: string, items: readonly unknown[]): ListKind {
  if (field === 'ports') {
    const [first] = items
    if (isObject(first) && 'containerPort' in first) return keyed('containerPort', 'protocol')
    return isObject(first) && 'port' in first ? keyed('port', 'protocol') : 'atomic'
  }
  return named(BY_FIELD, field) ?? 'atomic'
}

const DEFAULTS: Readonly<Record<string, string>> = { protocol: 'TCP' }

/** The item's identity in a keyed list, keys in order, defaults filled in: `{"containerPort":80,"protocol":"TCP"}`. */
export function itemKey(item: JsonObject, keys: readonly string[]): string {
  return JSON.stringify(Object.fromEntries([...keys].sort().map((key) => [key, item[key] ?? DEFAULTS[key] ?? null])))
}
