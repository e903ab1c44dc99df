export interface TextProblem {
  readonly field: string
  readonly problem: string
}

/** A half of a surrogate pair without the other, and NUL: texts that neither Postgres nor UTF-8 can hold. */
const UNSTORABLE = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

const PROBLEM = 'There is a broken or invisible character (NUL, or half a symbol) in this text. Type it anew.'

/** Each text in a parsed input that cannot be stored, by its path. @param where the name of the whole */
export function unstorableTexts(value: unknown, where: string, path: readonly string[] = []): readonly TextProblem[] {
  const field = path.join('.') || where
  if (typeof value === 'string') return UNSTORABLE.test(value) ? [{ field, problem: PROBLEM }] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => unstorableTexts(inner, where, [...path, key]))
}
