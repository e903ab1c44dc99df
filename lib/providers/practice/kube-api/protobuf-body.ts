/**
 * kubectl and helm send what they create as protobuf (`application/vnd.kubernetes.protobuf`): four bytes `k8s\0`, then a
 * runtime.Unknown with the kind and the object's bytes. It becomes the JSON that the same program would have sent.
 */
import { schemaNameOf, wireMessages } from './api-shapes'
import { BODY_BOUNDS } from './cluster-bounds'
import { isObject, textAt } from './kube-object'
import { statusErrors } from './status-error'

const MAGIC = Buffer.from('k8s\0')

export const isProtobuf = (contentType: string): boolean =>
  contentType.startsWith('application/vnd.kubernetes.protobuf')

/** Throws 400 for what is not such a body. */
export function protobufToJson(body: Buffer): string {
  if (body.length === 0) return ''
  if (!body.subarray(0, MAGIC.length).equals(MAGIC))
    throw statusErrors.badRequest(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    )
  const decoder = new Decoder()
  const unknown = decoder.decode('k8s.io.apimachinery.pkg.runtime.Unknown', body.subarray(MAGIC.length))
  const [apiVersion, kind] = [textAt(unknown, 'apiVersion'), textAt(unknown, 'kind')]
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  const schema = schemaNameOf({ group, version, kind })
  const message = schema?.replace(/^io\.k8s\./, 'k8s.io.')
  if (message === undefined || !wireMessages().has(message))
    throw statusErrors.badRequest(`no kind "${kind}" is registered for version "${apiVersion}"`)
  const raw = Buffer.from(textAt(unknown, 'raw'), 'base64')
  const object = decoder.decode(message, raw)
  return JSON.stringify({ apiVersion, kind, ...(isObject(object) ? object : {}) })
}

interface Field {
  readonly name: string
  readonly kind: string
  readonly type: string
  readonly list: boolean
  readonly map: boolean
  /** Go has a pointer: the zero value says something. */
  readonly pointer: boolean
  readonly inline: boolean
}

function fieldOf(text: unknown): Field | undefined {
  if (typeof text !== 'string') return undefined
  const [name = '', shape = '', type = ''] = text.split(' ')
  const [, before = '', kind = '', after = ''] = /^([*%]?)(\w)([!^]?)$/.exec(shape) ?? []
  return { name, kind, type, list: before === '*', map: before === '%', pointer: after === '!', inline: after === '^' }
}

/** Messages whose JSON is not an object of their fields. */
const SPECIAL: Readonly<Record<string, (fields: Record<string, unknown>) => unknown>> = {
  'k8s.io.apimachinery.pkg.apis.meta.v1.Time': timeText,
  'k8s.io.apimachinery.pkg.apis.meta.v1.MicroTime': timeText,
  'k8s.io.apimachinery.pkg.api.resource.Quantity': (fields) => fields['string'] ?? '0',
  'k8s.io.apimachinery.pkg.util.intstr.IntOrString': (fields) =>
    fields['type'] === 1 ? (fields['strVal'] ?? '') : (fields['intVal'] ?? 0),
  'k8s.io.apimachinery.pkg.apis.meta.v1.FieldsV1': (fields) => jsonOf(fields['Raw'] ?? fields['raw']),
  'k8s.io.apimachinery.pkg.runtime.RawExtension': (fields) => jsonOf(fields['raw']),
  'k8s.io.api.authentication.v1.ExtraValue': (fields) => fields['items'] ?? [],
  'k8s.io.api.authorization.v1.ExtraValue': (fields) => fields['items'] ?? [],
}

/** JSON that travels as bytes inside. */
function jsonOf(bytes: unknown): unknown {
  try {
    return JSON.parse(Buffer.from(String(bytes ?? ''), 'base64').toString() || 'null')
  } catch (error) {
    if (error instanceof SyntaxError) throw statusErrors.badRequest(`couldn't parse the body: ${error.message}`)
    throw error
  }
}

function timeText(fields: Record<string, unknown>): string | null {
  if (fields['seconds'] === undefined) return null
  const time = new Date(Number(fields['seconds']) * 1000)
  if (Number.isNaN(time.getTime())) throw statusErrors.badRequest(`no such time: ${String(fields['seconds'])} seconds`)
  return `${time.toISOString().slice(0, 19)}Z`
}

/** Reads messages; counts what it reads, since a few bytes can make a value each. */
class Decoder {
  private left: number = BODY_BOUNDS.values
  private depth = 0

  decode(message: string, bytes: Buffer): unknown {
    this.depth += 1
    if (this.depth > BODY_BOUNDS.depth) throw statusErrors.badRequest('proto: exceeded max depth')
    const shape = wireMessages().get(message) ?? {}
    const object: Record<string, unknown> = {}
    const maps = new Map<string, Map<string, unknown>>()
    const reader = new WireReader(bytes)
    for (let tag = reader.next(); tag !== undefined; tag = reader.next()) {
      this.count()
      const field = fieldOf(shape[String(tag.number)])
      if (field === undefined) continue
      if (field.map) this.putInMap(maps, field, tag.value)
      else this.put(object, field, tag.value)
    }
    for (const [name, entries] of maps) object[name] = Object.fromEntries(entries)
    this.depth -= 1
    return SPECIAL[message]?.(object) ?? object
  }

  private count(): void {
    this.left -= 1
    if (this.left < 0) throw statusErrors.badRequest(`proto: more than ${BODY_BOUNDS.values} values`)
  }

  private put(object: Record<string, unknown>, field: Field, wire: bigint | Buffer): void {
    const value = this.readValue(field, wire)
    if (field.inline) {
      if (isObject(value)) Object.assign(object, value)
    } else if (field.list) {
      const before = object[field.name]
      // Made here, so nobody else has it.
      if (Array.isArray(before)) before.push(value)
      else object[field.name] = [value]
    } else if (field.pointer || !isZero(value)) {
      object[field.name] = value
    }
  }

  private putInMap(maps: Map<string, Map<string, unknown>>, field: Field, wire: bigint | Buffer): void {
    if (!Buffer.isBuffer(wire)) return
    const reader = new WireReader(wire)
    let key = ''
    let value: unknown = field.kind === 's' || field.kind === 'y' ? '' : undefined
    for (let tag = reader.next(); tag !== undefined; tag = reader.next()) {
      this.count()
      if (tag.number === 1) key = String(tag.value)
      else value = this.readValue(field, tag.value)
    }
    const entries = maps.get(field.name) ?? new Map<string, unknown>()
    entries.set(key, value)
    maps.set(field.name, entries)
  }

  private readValue(field: Field, wire: bigint | Buffer): unknown {
    if (typeof wire === 'bigint') return field.kind === 'b' ? wire !== 0n : Number(BigInt.asIntN(64, wire))
    if (field.kind === 'y') return wire.toString('base64')
    return field.kind === 'm' ? this.decode(field.type, wire) : wire.toString('utf8')
  }
}

const isZero = (value: unknown): boolean =>
  value === '' ||
  value === 0 ||
  value === false ||
  value === null ||
  (isObject(value) && Object.keys(value).length === 0)

/** Field numbers and raw values of a message: varints as bigint, all else as bytes. */
class WireReader {
  private readonly bytes: Buffer
  private at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  next(): { readonly number: number; readonly value: bigint | Buffer } | undefined {
    if (this.at >= this.bytes.length) return undefined
    const tag = Number(this.varint())
    const number = tag >> 3
    const wireType = tag & 7
    if (wireType === 0) return { number, value: this.varint() }
    if (wireType === 1) return { number, value: this.take(8) }
    if (wireType === 2) return { number, value: this.take(Number(this.varint())) }
    if (wireType === 5) return { number, value: this.take(4) }
    throw statusErrors.badRequest('proto: illegal wireType')
  }

  private varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.at++]
      if (byte === undefined) break
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw statusErrors.badRequest('unexpected EOF')
  }

  private take(length: number): Buffer {
    const end = this.at + length
    if (end > this.bytes.length) throw statusErrors.badRequest('unexpected EOF')
    const taken = this.bytes.subarray(this.at, end)
    this.at = end
    return taken
  }
}
