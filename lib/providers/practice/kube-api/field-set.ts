/**
 * Which fields somebody owns, as server-side apply counts them: leaves of the object, items of keyed lists by their
 * keys, values of sets by value, atomic lists as one leaf. A field is a path of FieldsV1 elements: `f:spec`,
 * `k:{"name":"web"}`, `v:"x"`; `.` is the item itself.
 */
import { isObject, type JsonObject, type StoredObject } from './kube-object'
import { itemKey, listKind } from './list-keys'

export type FieldPath = readonly string[]
export type FieldSet = ReadonlyMap<string, FieldPath>

/** A field of an object with what it holds; for `.`, the whole item. */
export interface Leaf {
  readonly path: FieldPath
  readonly value: unknown
}

const SERVER_OWNED = new Set([
  'metadata.uid',
  'metadata.resourceVersion',
  'metadata.generation',
  'metadata.creationTimestamp',
  'metadata.deletionTimestamp',
  'metadata.deletionGracePeriodSeconds',
  'metadata.managedFields',
  'metadata.name',
  'metadata.namespace',
  'metadata.generateName',
])

export const pathKey = (path: FieldPath): string => path.join('\u0000')

/** All leaves of an object that a manager can own, by `pathKey`. */
export function leavesOf(object: StoredObject | JsonObject): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>()
  const add = (path: FieldPath, value: unknown): void => {
    const key = pathKey(path)
    // Of two items with one key the first one counts.
    if (!leaves.has(key)) leaves.set(key, { path, value })
  }
  const walk = (value: unknown, path: FieldPath, name: string): void => {
    if (isObject(value) && Object.keys(value).length > 0) {
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, `f:${key}`], key)
      return
    }
    const kind = Array.isArray(value) && value.length > 0 ? listKind(name, value) : 'atomic'
    if (!Array.isArray(value) || kind === 'atomic') {
      add(path, value)
      return
    }
    if (kind === 'set') {
      for (const item of value) add([...path, `v:${JSON.stringify(item)}`], item)
      return
    }
    for (const item of value.filter(isObject)) {
      const place = [...path, `k:${itemKey(item, kind.keys)}`]
      add([...place, '.'], item)
      for (const [key, inner] of Object.entries(item)) walk(inner, [...place, `f:${key}`], key)
    }
  }
  for (const [key, value] of Object.entries(object)) {
    if (key === 'apiVersion' || key === 'kind') continue
    if (key !== 'metadata' || !isObject(value)) walk(value, [`f:${key}`], key)
    else {
      for (const [inner, content] of Object.entries(value)) {
        if (!SERVER_OWNED.has(`metadata.${inner}`)) walk(content, ['f:metadata', `f:${inner}`], inner)
      }
    }
  }
  return leaves
}

export const pathsOf = (leaves: ReadonlyMap<string, Leaf>): FieldSet =>
  new Map([...leaves].map(([key, { path }]) => [key, path]))

/**
 * Takes fields away; an item of a keyed list goes with its `.`. Goes through the object once, however many they are.
 * @param gone as `toFieldsV1` makes it
 * @returns a new object; undefined when it is gone itself
 */
export function withoutFields(object: unknown, gone: JsonObject): unknown {
  const elements = Object.keys(gone)
  if (elements.length === 0 || '.' in gone) return undefined
  if (Array.isArray(object)) return listWithout(object, gone, elements)
  if (!isObject(object)) return object
  const left: Record<string, unknown> = { ...object }
  for (const element of elements) {
    const key = element.slice(2)
    if (!element.startsWith('f:') || !Object.hasOwn(left, key)) continue
    const inner = withoutFields(left[key], asObject(gone[element]))
    if (inner === undefined || (isObject(inner) && Object.keys(inner).length === 0)) delete left[key]
    else left[key] = inner
  }
  return left
}

function listWithout(list: readonly unknown[], gone: JsonObject, elements: readonly string[]): readonly unknown[] {
  const values = new Set(elements.filter((element) => element.startsWith('v:')).map((element) => element.slice(2)))
  const keyed = elements.filter((element) => element.startsWith('k:')).map((element) => element.slice(2))
  // Items of one list have the same keys, so there are not many different ones.
  const shapes = new Set(keyed.map((text) => Object.keys(JSON.parse(text) as object).join('\u0000')))
  return list.flatMap((item) => {
    if (values.size > 0 && values.has(JSON.stringify(item))) return []
    if (!isObject(item)) return [item]
    const texts = [...shapes].map((shape) => `k:${itemKey(item, shape.split('\u0000'))}`)
    const element = texts.find((text) => text in gone)
    if (element === undefined) return [item]
    const left = withoutFields(item, asObject(gone[element]))
    return left === undefined ? [] : [left]
  })
}

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {})

export function toFieldsV1(fields: FieldSet): JsonObject {
  const root: Record<string, unknown> = {}
  for (const path of fields.values()) {
    let place = root
    for (const element of path) {
      const next = place[element]
      const made: Record<string, unknown> = isObject(next) ? (next as Record<string, unknown>) : {}
      place[element] = made
      place = made
    }
  }
  return root
}

/** Whether every element can be read as a part of a path. */
export const isFieldsV1 = (value: unknown): value is JsonObject =>
  isObject(value) &&
  Object.entries(value).every(([element, inner]) => (element === '.' || isElement(element)) && isFieldsV1(inner))

function isElement(element: string): boolean {
  const text = element.slice(2)
  if (element.startsWith('f:')) return true
  if (!element.startsWith('k:') && !element.startsWith('v:')) return false
  try {
    const value: unknown = JSON.parse(text)
    return element.startsWith('v:') || isObject(value)
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

export function fromFieldsV1(fieldsV1: JsonObject): FieldSet {
  const fields = new Map<string, FieldPath>()
  const walk = (value: unknown, path: FieldPath) => {
    if (!isObject(value) || Object.keys(value).length === 0) {
      fields.set(pathKey(path), path)
      return
    }
    for (const [element, inner] of Object.entries(value)) walk(inner, [...path, element])
  }
  for (const [element, inner] of Object.entries(fieldsV1)) walk(inner, [element])
  return fields
}

/** As the real server names a field in a conflict: `.spec.template.spec.containers[name="web"].image`. */
export function fieldName(path: FieldPath): string {
  return path
    .map((element) => {
      const text = element.slice(2)
      if (element.startsWith('f:')) return `.${text}`
      if (element.startsWith('v:')) return `[=${text}]`
      if (element === '.') return ''
      const keys = Object.entries(JSON.parse(text) as Record<string, unknown>)
      return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`
    })
    .join('')
}
