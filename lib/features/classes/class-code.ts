import { randomInt } from 'node:crypto'
import { paths } from '@/lib/shared/paths'

/** Without 0, 1, I, L, O and U: nothing in it looks like something else, even from the last row. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 8

/** A new code, as it is stored: 39 random bits. */
export const newClassCode = (): string =>
  Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')

/** As it is shown: `4J7K-QK2M`. */
export const shownCode = (code: string): string => `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`

/** As it is stored, however it was typed; undefined for what no code can be. */
export function storedCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return code.length === LENGTH && [...code].every((letter) => ALPHABET.includes(letter)) ? code : undefined
}

/** Where the QR code on the projector leads; the panel's address goes before it. What is secret stays in the browser. */
export const codePath = (code: string): string => `${paths.join()}#code=${code}`
