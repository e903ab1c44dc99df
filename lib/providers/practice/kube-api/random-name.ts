import { randomBytes } from 'node:crypto'

/** No vowels, so no words; no digits that look like letters. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** Characters as the real server adds to `generateName`. */
export const randomName = (length = 5): string =>
  Array.from(randomBytes(length), (byte) => ALPHABET[byte % ALPHABET.length]).join('')
