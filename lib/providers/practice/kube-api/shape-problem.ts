import { named } from '@/lib/core/named'
import { BODY_BOUNDS, LIST_BOUNDS, MAP_BOUNDS, TEXT_BOUNDS } from './cluster-bounds'
import type { FieldCause } from './status-error'

interface Problem {
  readonly reason: FieldCause['reason']
  readonly message: string
  /** From the value up: `[3]`, `.env`, `.spec`. */
  readonly path: string[]
}

/** Under these, keys are anybody's own words: a setting may well be called `image`. */
const OWN_WORDS = new Set(['data', 'binaryData', 'stringData', 'annotations', 'labels', 'matchLabels'])

const tooMany = (count: number, most: number): Problem => ({
  reason: 'FieldValueTooMany',
  message: `Too many: ${count}: must have at most ${most} items`,
  path: [],
})

/**
 * What is too much about a JSON value that somebody sent: nested too deeply, too many values, a list or a text that is
 * too long for what is done with it. Takes time in proportion to the bound, not to the value.
 */
export function shapeProblem(
  value: unknown,
  bounds: { readonly depth: number; readonly values: number } = BODY_BOUNDS,
): FieldCause | undefined {
  const found = new Walk(bounds).look(value, '', 0, true)
  if (found === undefined) return undefined
  const { reason, message, path } = found
  // A path that is too long to be read is no help.
  const field = path.reverse().slice(0, 20).join('').replace(/^\./, '').slice(0, 300)
  return { reason, message, field: field === '' ? '<body>' : field }
}

class Walk {
  private readonly bounds: { readonly depth: number; readonly values: number }
  private left: number

  constructor(bounds: { readonly depth: number; readonly values: number }) {
    this.bounds = bounds
    this.left = bounds.values
  }

  /** @param known whether the key is a field of the API, not somebody's own word */
  look(value: unknown, key: string, depth: number, known: boolean): Problem | undefined {
    this.left -= 1
    if (this.left < 0) {
      const most = this.bounds.values
      return { reason: 'FieldValueTooMany', message: `Too many: must have at most ${most} values`, path: [] }
    }
    if (typeof value === 'string') return known ? this.text(value, key) : undefined
    if (typeof value !== 'object' || value === null) return undefined
    if (depth >= this.bounds.depth) {
      const most = this.bounds.depth
      return { reason: 'FieldValueInvalid', message: `Invalid value: nested deeper than ${most} levels`, path: [] }
    }
    return Array.isArray(value) ? this.list(value, key, depth, known) : this.map(value, key, depth, known)
  }

  private text(value: string, key: string): Problem | undefined {
    const most = named(TEXT_BOUNDS, key)
    if (most === undefined || value.length <= most) return undefined
    return { reason: 'FieldValueTooLong', message: `Too long: may not be more than ${most} bytes`, path: [] }
  }

  private list(value: readonly unknown[], key: string, depth: number, known: boolean): Problem | undefined {
    const most = (known ? named(LIST_BOUNDS, key) : undefined) ?? BODY_BOUNDS.listItems
    if (value.length > most) return tooMany(value.length, most)
    for (const [index, item] of value.entries()) {
      const found = this.look(item, key, depth + 1, known)
      if (found === undefined) continue
      found.path.push(`[${index}]`)
      return found
    }
    return undefined
  }

  private map(value: object, key: string, depth: number, known: boolean): Problem | undefined {
    const keys = Object.keys(value)
    const most = named(MAP_BOUNDS, key)
    if (most !== undefined && keys.length > most) return tooMany(keys.length, most)
    const own = OWN_WORDS.has(key)
    for (const inner of keys) {
      const found = this.look((value as Record<string, unknown>)[inner], inner, depth + 1, known && !own)
      if (found === undefined) continue
      found.path.push(`.${inner}`)
      return found
    }
    return undefined
  }
}
