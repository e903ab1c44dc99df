import { createHash } from 'node:crypto'
import { at, isObject, type StoredObject } from '../kube-api/kube-object'

const DIGITS = 'bcdfghjklmnpqrstvwxz2456789'

/** Ten characters for an object's pod template: the same for the same template, in any order of keys. */
export function templateHash(owner: StoredObject): string {
  const sorted = JSON.stringify(at(owner, 'spec', 'template'), (_key, value: unknown) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  )
  const bytes = createHash('sha256').update(sorted).digest().subarray(0, 10)
  return Array.from(bytes, (byte) => DIGITS[byte % DIGITS.length]).join('')
}
