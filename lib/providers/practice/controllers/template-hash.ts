import { createHash } from 'node:crypto'
import { at, isObject, type StoredObject } from '../kube-api/kube-object'

const DIGITS = 'bcdfghjklmnpqrstvwxz2456789'

/** Ten characters for an object's pod template: the same for the same template, in any order of keys. */
export function templateHash(owner: StoredObject): string {
  const template = at(owner, 'spec', 'template')
  const known = isObject(template) ? hashes.get(template) : undefined
  if (known !== undefined) return known
  const sorted = JSON.stringify(template ?? null, (_key, value: unknown) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  )
  const bytes = createHash('sha256').update(sorted).digest().subarray(0, 10)
  const hash = Array.from(bytes, (byte) => DIGITS[byte % DIGITS.length]).join('')
  if (isObject(template)) hashes.set(template, hash)
  return hash
}

/** Controllers ask for the same ones over and over; a template is never changed in place. */
const hashes = new WeakMap<object, string>()
