/** A row of a table of reasons: the first whose pattern fits tells what to say. `$1` is the pattern's first group. */
export interface WordRule {
  readonly when: RegExp
  readonly words: string
  readonly hint: string
}

export interface Said {
  readonly words: string
  readonly hint: string
}

/** Reasons stand near the beginning; a pattern may take a time that grows by the square of what it reads. */
const LONGEST_TEXT = 4_000

/** What the first fitting rule says; undefined when none fits, or the text does not match `only`. */
export function say(rules: readonly WordRule[], whole: string, only?: RegExp): Said | undefined {
  const text = whole.slice(0, LONGEST_TEXT)
  if (only !== undefined && !only.test(text)) return undefined
  for (const rule of rules) {
    const match = rule.when.exec(text)
    if (match !== null) return { words: filled(rule.words, match), hint: filled(rule.hint, match) }
  }
  return undefined
}

const filled = (template: string, match: RegExpExecArray) =>
  template.replace(/\$(\d)/g, (_, index: string) => match[Number(index)] ?? '')

/** Ends a sentence that came from elsewhere. */
export const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)

/** Long texts of others are cut: a view row stays small. */
export const short = (text: string, max = 240) => (text.length > max ? `${text.slice(0, max - 1)}…` : text)
