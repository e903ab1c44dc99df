import { randomBytes } from 'node:crypto'

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

export type ClusterId = Branded<'ClusterId'>
export type MachineId = Branded<'MachineId'>
export type RunId = Branded<'RunId'>
export type UserId = Branded<'UserId'>
export type SecretId = Branded<'SecretId'>

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** A random id of 80 bits: lower case, no look-alikes, fit for host names, labels and file names. */
export function newId<Id extends string = string>(): Id {
  // A branded id has no other representation than its string.
  return Array.from(randomBytes(16), (byte) => ALPHABET[byte & 31]).join('') as Id
}
