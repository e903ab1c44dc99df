import { type Catalogue, type Locale, textIn } from '@/lib/shared/catalogue'

/** The language of this request. There is one so far; a cookie and `accept-language` will choose between more. */
export const pageLocale = async (): Promise<Locale> => 'en'

/** The text of an area in the reader's language, in server components. */
export const pageText = async <Text>(text: Catalogue<Text>): Promise<Text> => textIn(text, await pageLocale())
