import { z } from 'zod'
import type { Json } from '@/lib/core/errors'

type Thing = Readonly<Record<string, Json>>
type Fields = Readonly<Record<string, Json>>

const Filter = z.record(z.string(), z.json())

type Filtered = { readonly things: readonly Thing[] } | { readonly refused: string }

/**
 * Applies an X-Filter: fields (dots go into objects), `+eq` … `+contains`, `+and`, `+or`, `+order_by` and `+order`.
 * @param fields that may be filtered on
 */
export function applyFilter(things: readonly Thing[], text: string | undefined, fields: readonly string[]): Filtered {
  if (text === undefined) return { things }
  const filter = parse(text)
  if (filter === undefined) return { refused: 'Filter must be valid JSON' }
  const unknown = fieldsOf(filter).find((field) => !fields.includes(field))
  if (unknown !== undefined) return { refused: `Cannot filter on ${unknown}` }
  const kept = things.filter((thing) => matches(thing, filter))
  const orderBy = filter['+order_by']
  if (typeof orderBy !== 'string') return { things: kept }
  const sign = filter['+order'] === 'desc' ? -1 : 1
  return { things: kept.sort((a, b) => sign * compare(fieldOf(a, orderBy), fieldOf(b, orderBy))) }
}

function parse(text: string): Fields | undefined {
  try {
    return Filter.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

const groupsOf = (value: Json | undefined): readonly Fields[] => z.array(Filter).safeParse(value).data ?? []

function fieldsOf(filter: Fields): readonly string[] {
  return Object.entries(filter).flatMap(([key, value]) => {
    if (key === '+and' || key === '+or') return groupsOf(value).flatMap(fieldsOf)
    if (key === '+order_by') return typeof value === 'string' ? [value] : []
    return key.startsWith('+') ? [] : [key]
  })
}

const matches = (thing: Thing, filter: Fields): boolean =>
  Object.entries(filter).every(([key, wanted]) => {
    if (key === '+and') return groupsOf(wanted).every((group) => matches(thing, group))
    if (key === '+or') return groupsOf(wanted).some((group) => matches(thing, group))
    if (key.startsWith('+')) return true
    return holds(fieldOf(thing, key), wanted)
  })

const OPERATORS: Readonly<Record<string, (value: Json, wanted: Json) => boolean>> = {
  '+eq': (value, wanted) => isEqual(value, wanted),
  '+neq': (value, wanted) => !isEqual(value, wanted),
  '+gt': (value, wanted) => compare(value, wanted) > 0,
  '+gte': (value, wanted) => compare(value, wanted) >= 0,
  '+lt': (value, wanted) => compare(value, wanted) < 0,
  '+lte': (value, wanted) => compare(value, wanted) <= 0,
  '+contains': (value, wanted) => texts(value).some((text) => text.includes(String(wanted))),
}

function holds(value: Json, wanted: Json): boolean {
  const operators = Filter.safeParse(wanted).data
  if (operators === undefined) return isEqual(value, wanted)
  return Object.entries(operators).every(([name, operand]) => OPERATORS[name]?.(value, operand) ?? false)
}

const isEqual = (value: Json, wanted: Json): boolean =>
  value === wanted || (Array.isArray(value) && value.some((one) => one === wanted))

const texts = (value: Json): readonly string[] => (Array.isArray(value) ? value.map(String) : [String(value)])

const compare = (a: Json, b: Json): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0

function fieldOf(thing: Thing, field: string): Json {
  return field.split('.').reduce<Json>((value, name) => {
    const object = Filter.safeParse(value).data
    return object?.[name] ?? null
  }, thing)
}
