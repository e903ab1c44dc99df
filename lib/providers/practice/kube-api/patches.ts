import { applyOperation, JsonPatchError, type Operation } from 'fast-json-patch/index.mjs'
import { BODY_BOUNDS, CLUSTER_BOUNDS } from './cluster-bounds'
import { at, isObject, type JsonObject } from './kube-object'
import { listKind } from './list-keys'
import { statusErrors } from './status-error'
import { weightOf } from './weight-of'

/** RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const base = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete base[key]
    else base[key] = mergePatch(base[key], value)
  }
  return base
}

/**
 * RFC 6902. A test that fails, or a path that is not there, is 422 as on the real server; so are copies that together
 * make more than an object may be. One operation after another, so that nothing is copied before its size is known.
 */
export function applyJsonPatch(target: JsonObject, operations: unknown): unknown {
  if (!Array.isArray(operations))
    throw statusErrors.badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch')
  if (operations.length > BODY_BOUNDS.patchOperations)
    throw statusErrors.patchTooLong(operations.length, BODY_BOUNDS.patchOperations)
  let document: unknown = structuredClone(target)
  let copied = 0
  try {
    for (const [index, operation] of (operations as readonly Operation[]).entries()) {
      copied += copiedBy(document, operation)
      if (copied > CLUSTER_BOUNDS.objectWeight) throw statusErrors.patchGrows(copied, CLUSTER_BOUNDS.objectWeight)
      document = applyOperation(document, operation, true, true, true, index).newDocument
    }
    return document
  } catch (error) {
    if (error instanceof JsonPatchError) throw statusErrors.patchFailed()
    throw error
  }
}

/** How much an operation adds by copying; what it brings along was counted with the body. */
function copiedBy(document: unknown, operation: unknown): number {
  const from = at(operation, 'from')
  if (at(operation, 'op') !== 'copy' || typeof from !== 'string') return 0
  const path = from.split('/').slice(1)
  return weightOf(path.reduce<unknown>((inner, part) => childOf(inner, part), document))
}

/** One step of a JSON pointer; undefined where it leads nowhere, which is told when the operation is applied. */
function childOf(value: unknown, part: string): unknown {
  const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
  return Array.isArray(value) ? value[Number(key)] : at(value, key)
}

const DIRECTIVE = '$patch'
const ORDER = '$setElementOrder/'
const DELETE_PRIMITIVE = '$deleteFromPrimitiveList/'
const RETAIN = '$retainKeys'

/** Kubernetes' strategic merge: keyed lists are merged by key, with the `$…` directives that kubectl sends. */
export function strategicMerge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  if (patch[DIRECTIVE] === 'replace') return withoutDirectives(patch)
  const retained = patch[RETAIN]
  const base: Record<string, unknown> = isObject(target) ? { ...target } : {}
  if (Array.isArray(retained)) {
    for (const key of Object.keys(base)) if (!retained.includes(key)) delete base[key]
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key === DIRECTIVE || key === RETAIN || key.startsWith(ORDER)) continue
    if (key.startsWith(DELETE_PRIMITIVE)) {
      const field = key.slice(DELETE_PRIMITIVE.length)
      const gone: readonly unknown[] = Array.isArray(value) ? value : []
      const kept = base[field]
      const away = new Set(gone)
      if (Array.isArray(kept)) base[field] = kept.filter((item) => !away.has(item))
    } else if (value === null || (isObject(value) && value[DIRECTIVE] === 'delete')) {
      delete base[key]
    } else if (Array.isArray(value)) {
      base[key] = mergeList(key, Array.isArray(base[key]) ? base[key] : [], value, patch[`${ORDER}${key}`])
    } else {
      base[key] = strategicMerge(base[key], value)
    }
  }
  return base
}

function mergeList(field: string, current: readonly unknown[], patch: readonly unknown[], order: unknown): unknown {
  const kind = listKind(field, [...patch.filter((item) => isObject(item) && !(DIRECTIVE in item)), ...current])
  if (kind === 'atomic') return patch
  if (kind === 'set') return [...new Set([...current, ...patch])]
  if (patch.some((item) => isObject(item) && item[DIRECTIVE] === 'replace')) {
    return patch.filter((item) => !(isObject(item) && item[DIRECTIVE] === 'replace')).map(withoutDirectives)
  }
  const keyOf = (item: unknown) => (isObject(item) ? item[kind.patchKey] : undefined)
  const merged = [...current]
  for (const item of patch) {
    const place = merged.findIndex((other) => keyOf(other) === keyOf(item))
    const deleting = isObject(item) && item[DIRECTIVE] === 'delete'
    if (deleting && place >= 0) merged.splice(place, 1)
    else if (!deleting && place >= 0) merged[place] = strategicMerge(merged[place], item)
    else if (!deleting) merged.push(strategicMerge({}, item))
  }
  return Array.isArray(order) ? inOrder(merged, order.map(keyOf), keyOf) : merged
}

/** Items that the order names come in its order; the others keep their places behind their neighbours. */
function inOrder(items: readonly unknown[], order: readonly unknown[], keyOf: (item: unknown) => unknown): unknown[] {
  const ranks = new Map([...order].reverse().map((key, index) => [key, order.length - 1 - index]))
  const rank = (item: unknown) => ranks.get(keyOf(item)) ?? -1
  const named = items.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b))
  return [...named, ...items.filter((item) => rank(item) < 0)]
}

function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.startsWith('$'))
      .map(([key, inner]) => [key, withoutDirectives(inner)]),
  )
}
