import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Json } from '@/lib/core/errors'

/** What answers of the real API look like: kinds of values by key; `?` after a key that is not always there. */
export interface Shape {
  readonly is?: readonly ('null' | 'boolean' | 'number' | 'string')[] | undefined
  readonly each?: Shape | undefined
  readonly keys?: Readonly<Record<string, Shape>> | undefined
}

const Shape: z.ZodType<Shape> = z.object({
  is: z.array(z.enum(['null', 'boolean', 'number', 'string'])).optional(),
  get each() {
    return Shape.optional()
  },
  get keys() {
    return z.record(z.string(), Shape).optional()
  },
})

/**
 * By `METHOD /path status`, with `{id}` for ids. Distilled from recorded exchanges with the real Linode API (test data of
 * linode/linodego, MIT, 2024 to 2026): kinds of values only, none of the values.
 */
export const readRecordedShapes = (): ReadonlyMap<string, Shape> => {
  const text = readFileSync(path.join(import.meta.dirname, 'recorded-shapes.json'), 'utf8')
  return new Map(Object.entries(z.record(z.string(), Shape).parse(JSON.parse(text))))
}

/**
 * One sentence for each place where a value is not as it was recorded: a key that is missing or was never seen, a kind of value
 * that was never seen. Null and lists whose elements were never recorded say nothing: recordings are of few accounts.
 */
export function differences(value: Json, shape: Shape, at = ''): readonly string[] {
  if (value === null) return []
  if (Array.isArray(value)) {
    if (shape.each === undefined) return [`${at}: a list, recorded as ${kindsOf(shape)}`]
    const { each } = shape
    return Object.keys(each).length === 0
      ? []
      : value.flatMap((one, index) => differences(one, each, `${at}[${index}]`))
  }
  if (typeof value !== 'object') {
    const kind = z.enum(['boolean', 'number', 'string']).parse(typeof value)
    // Recorded as null only: of what kind it is otherwise is not known.
    const isKnown = shape.is?.includes(kind) ?? false
    return isKnown || isOnlyNull(shape) ? [] : [`${at}: a ${kind}, recorded as ${kindsOf(shape)}`]
  }
  const { keys } = shape
  if (keys === undefined) return isOnlyNull(shape) ? [] : [`${at}: an object, recorded as ${kindsOf(shape)}`]
  const seen = new Map(Object.entries(keys).map(([key, one]) => [key.replace(/\?$/, ''), one]))
  const missing = Object.keys(keys).filter((key) => !key.endsWith('?') && !(key in value))
  return [
    ...missing.map((key) => `${at}.${key}: missing`),
    ...Object.entries(value).flatMap(([key, one]) => {
      const known = seen.get(key)
      return known === undefined ? [`${at}.${key}: never recorded`] : differences(one, known, `${at}.${key}`)
    }),
  ]
}

const isOnlyNull = ({ is, each, keys }: Shape) => is?.join() === 'null' && each === undefined && keys === undefined

const kindsOf = ({ is = [], each, keys }: Shape): string =>
  [...is, ...(each === undefined ? [] : ['list']), ...(keys === undefined ? [] : ['object'])].join(' or ') || 'nothing'
