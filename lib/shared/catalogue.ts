/** A language that a catalogue may have. English is always there. */
export type Locale = 'en'

/**
 * The text of one area of the panel in every language. An entry is a string, or a function of the values that it
 * names: so a missing value, or an entry that a translation lacks, is a compile error.
 */
export type Catalogue<Text> = { readonly en: Text } & { readonly [Other in Exclude<Locale, 'en'>]?: Text }

export const catalogue = <Text>(languages: Catalogue<Text>): Catalogue<Text> => languages

export const textIn = <Text>(text: Catalogue<Text>, locale: Locale): Text => text[locale] ?? text.en

type PluralForms = { readonly other: string } & { readonly [Form in Intl.LDMLPluralRule]?: string }

const rules = new Map<Locale, Intl.PluralRules>()
const numbers = new Map<Locale, Intl.NumberFormat>()

/**
 * The form of a word that goes with a number, by the plural rules of ICU; `#` becomes the number as the language
 * writes it. `zero` wins for 0 in every language when it is given.
 */
export function plural(count: number, forms: PluralForms, locale: Locale = 'en'): string {
  const rule = rules.get(locale) ?? new Intl.PluralRules(locale)
  const number = numbers.get(locale) ?? new Intl.NumberFormat(locale)
  rules.set(locale, rule)
  numbers.set(locale, number)
  const form = count === 0 && forms.zero !== undefined ? forms.zero : (forms[rule.select(count)] ?? forms.other)
  return form.replaceAll('#', number.format(count))
}

/** `pi-01, pi-02 and pi-03`. */
export function list(items: readonly string[], locale: Locale = 'en'): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(items)
}
