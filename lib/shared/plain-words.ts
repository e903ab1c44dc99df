import type { z } from 'zod'

type Issue = Parameters<z.core.$ZodErrorMap>[0]

/** What stands where a schema has no words of its own: always what is wrong and what would be right. */
export const plainWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'This is missing.' : `This must be ${kind(issue.expected)}.`
    case 'too_small':
      return `At least ${limit(issue.minimum, issue.origin)}, please.`
    case 'too_big':
      return `At most ${limit(issue.maximum, issue.origin)}, please.`
    case 'invalid_value':
      return `This must be one of: ${issue.values.map(String).join(', ')}.`
    default:
      return 'This is not in a form that BuzzCrate understands. Look it over and try again.'
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
  nan: 'a number',
}

const kind = (expected: Extract<Issue, { code: 'invalid_type' }>['expected']): string =>
  KINDS[expected] ?? 'another kind'

function limit(size: number | bigint, origin: string): string {
  if (origin === 'string') return `${size} characters`
  return origin === 'array' || origin === 'set' ? `${size} entries` : String(size)
}
