import { createHmac, randomInt } from 'node:crypto'
import { derivedKey } from '@/lib/core/derived-key'
import { env } from '@/lib/core/env'
import { WORDS } from './word-list'

const COUNT = 4

/** Four words, 36 random bits: only whoever was shown them has them, since no more than `wordsHash` is kept. */
export const newWords = (): string => Array.from({ length: COUNT }, () => WORDS[randomInt(WORDS.length)]).join(' ')

/**
 * What is kept of four words, however they are typed: capital letters, commas and hyphens do not matter. Keyed, so that a
 * stolen database alone cannot be searched for them.
 */
export function wordsHash(typed: string): string {
  const normal = typed.toLowerCase().match(/[a-z]+/g) ?? []
  return createHmac('sha256', derivedKey(env().BUZZCRATE_SECRET_KEY, 'classes'))
    .update(`words\n${normal.join(' ')}`)
    .digest('base64url')
}
