/**
 * What the real server finds when it reads a body into its types: fields of the wrong type, always refused; fields that
 * the type does not have, refused when the client asks for it (`fieldValidation=Strict`, as kubectl does), else dropped.
 */
import { apiSchemas, schemaNameOf } from './api-shapes'
import { BODY_BOUNDS } from './cluster-bounds'
import { isObject, type JsonObject, type StoredObject } from './kube-object'
import type { ResourceType } from './resource-type'
import { statusErrors } from './status-error'

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore'

export interface Decoded {
  readonly object: StoredObject
  /** For the `Warning` header. */
  readonly warnings: readonly string[]
}

/** The object without fields that its kind does not have. Throws 400. */
export function decodeStrictly(type: ResourceType, object: StoredObject, validation: FieldValidation): Decoded {
  const name = schemaNameOf(type)
  if (name === undefined) return { object, warnings: [] }
  const unknown: string[] = []
  const wrong: string[] = []
  const read = new Reader(unknown, wrong).read(object, name, '')
  const [problem] = wrong
  const refuse = (words: string) =>
    statusErrors.badRequest(`${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: ${words}`)
  if (problem !== undefined) throw refuse(problem)
  const words = unknown.slice(0, BODY_BOUNDS.words).map((path) => `unknown field "${path.slice(0, 300)}"`)
  if (unknown.length > words.length) words.push(`and ${unknown.length - words.length} more unknown fields`)
  if (words.length > 0 && validation === 'Strict') throw refuse(`strict decoding error: ${words.join(', ')}`)
  // Reading an object by its own schema gives an object of the same kind.
  return { object: read as StoredObject, warnings: validation === 'Warn' ? words : [] }
}

const goTypes: Readonly<Record<string, string>> = {
  'integer int32': 'int32',
  'integer int64': 'int64',
  'number double': 'float64',
  boolean: 'bool',
  string: 'string',
}

class Reader {
  private readonly unknown: string[]
  private readonly wrong: string[]

  constructor(unknown: string[], wrong: string[]) {
    this.unknown = unknown
    this.wrong = wrong
  }

  /** @param owner name of the schema, for the words; @param path `spec.template` */
  read(value: unknown, owner: string, path: string): unknown {
    return this.readBy(value, apiSchemas().get(owner) ?? {}, owner, path)
  }

  private readBy(value: unknown, schema: JsonObject, owner: string, path: string): unknown {
    const reference = referenceOf(schema)
    if (reference !== undefined && value !== null) return this.read(value, reference, path)
    if (value === null || value === undefined || schema['oneOf'] !== undefined) return value
    if (Array.isArray(schema['type']) || schema['x-kubernetes-int-or-string'] === true) return value
    if (schema['format'] === 'int-or-string') return value
    const kind = schema['type']
    if (kind === 'object') return this.readObject(value, schema, owner, path)
    if (kind === 'array') return this.readList(value, schema, owner, path)
    const fits =
      kind === undefined ||
      (kind === 'integer' && Number.isInteger(value)) ||
      (kind === 'number' && typeof value === 'number') ||
      typeof value === kind
    if (!fits)
      this.refuse(
        value,
        goTypes[`${String(kind)} ${String(schema['format'])}`] ?? goTypes[String(kind)] ?? '',
        owner,
        path,
      )
    return value
  }

  private readObject(value: unknown, schema: JsonObject, owner: string, path: string): unknown {
    const properties = schema['properties']
    if (!isObject(value)) {
      this.refuse(value, isObject(properties) ? shortName(owner) : 'map[string]string', owner, path)
      return value
    }
    const under = (key: string) => (path === '' ? key : `${path}.${key}`)
    if (!isObject(properties)) {
      const inner = schema['additionalProperties']
      if (!isObject(inner)) return value
      return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, this.readBy(one, inner, owner, under(key))]),
      )
    }
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, one]) => {
        const property = properties[key]
        if (isObject(property)) return [[key, this.readBy(one, property, owner, under(key))]]
        this.unknown.push(under(key))
        return []
      }),
    )
  }

  private readList(value: unknown, schema: JsonObject, owner: string, path: string): unknown {
    const items = isObject(schema['items']) ? schema['items'] : {}
    if (!Array.isArray(value)) {
      const reference = referenceOf(items)
      this.refuse(value, `[]${reference === undefined ? String(items['type']) : goName(reference)}`, owner, path)
      return value
    }
    return value.map((item, index) => this.readBy(item, items, owner, `${path}[${index}]`))
  }

  private refuse(value: unknown, type: string, owner: string, path: string): void {
    const kind = Array.isArray(value)
      ? 'array'
      : typeof value === 'boolean'
        ? 'bool'
        : isObject(value)
          ? 'object'
          : typeof value
    const fieldPath = path.replace(/\[\d+\]/g, '')
    this.wrong.push(
      `json: cannot unmarshal ${kind} into Go struct field ${shortName(owner)}.${fieldPath} of type ${type}`,
    )
  }
}

function referenceOf(schema: JsonObject): string | undefined {
  const all = Array.isArray(schema['allOf']) ? schema['allOf'].filter(isObject) : []
  const reference = schema['$ref'] ?? all[0]?.['$ref']
  return typeof reference === 'string' ? reference.replace('#/components/schemas/', '') : undefined
}

const shortName = (name: string) => name.split('.').at(-1) ?? name
const goName = (name: string) => name.split('.').slice(-2).join('.')
