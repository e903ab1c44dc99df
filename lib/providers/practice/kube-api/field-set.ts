/**
 * Which fields somebody owns, as server-side apply counts them: leaves of the object, items of keyed lists by their
 * keys, values of sets by value, atomic lists as one leaf. A field is a path of FieldsV1 elements: `f:spec`,
 * `k:{"name":"web"}`, `v:"x"`; `.` is the item itself.
 */
import { at, isObject, type JsonObject, type StoredObject } from './kube-object'
import { itemKey, listKind } from './list-keys'

export type FieldPath = readonly string[]
export type FieldSet = ReadonlyMap<string, FieldPath>

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

/** All leaves of an object that a manager can own. */
export function fieldsOf(object: StoredObject | JsonObject): FieldSet {
  const fields = new Map<string, FieldPath>()
  const add = (path: FieldPath): void => {
    fields.set(pathKey(path), path)
  }
  const walk = (value: unknown, path: FieldPath, name: string): void => {
    if (isObject(value) && Object.keys(value).length > 0) {
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, `f:${key}`], key)
      return
    }
    const kind = Array.isArray(value) && value.length > 0 ? listKind(name, value) : 'atomic'
    if (!Array.isArray(value) || kind === 'atomic') {
      add(path)
      return
    }
    if (kind === 'set') {
      for (const item of value) add([...path, `v:${JSON.stringify(item)}`])
      return
    }
    for (const item of value.filter(isObject)) {
      const place = [...path, `k:${itemKey(item, kind.keys)}`]
      add([...place, '.'])
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
  return fields
}

/** The value at a path of FieldsV1 elements; undefined where there is none. */
export function valueAt(object: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((inner, element) => {
    if (element === '.') return inner
    const text = element.slice(2)
    if (element.startsWith('f:')) return at(inner, text)
    if (!Array.isArray(inner)) return undefined
    if (element.startsWith('v:')) return inner.find((item) => JSON.stringify(item) === text)
    const keys = Object.keys(JSON.parse(text) as object)
    return inner.find((item) => isObject(item) && itemKey(item, keys) === text)
  }, object)
}

/** Takes the value at a path away; an item of a keyed list goes with its `.`. Returns a new object. */
export function removeAt(object: unknown, path: FieldPath): unknown {
  const [element, ...rest] = path
  if (element === undefined || element === '.') return undefined
  const text = element.slice(2)
  if (element.startsWith('f:')) {
    if (!isObject(object) || !(text in object)) return object
    const inner = rest.length === 0 ? undefined : removeAt(object[text], rest)
    const { [text]: _gone, ...others } = object
    const emptied = inner === undefined || (isObject(inner) && Object.keys(inner).length === 0)
    return emptied ? others : { ...others, [text]: inner }
  }
  if (!Array.isArray(object)) return object
  if (element.startsWith('v:')) return object.filter((item) => JSON.stringify(item) !== text)
  const keys = Object.keys(JSON.parse(text) as object)
  return object.flatMap((item) => {
    if (!isObject(item) || itemKey(item, keys) !== text) return [item]
    const left = removeAt(item, rest)
    return left === undefined ? [] : [left]
  })
}

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
