import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { seal, unseal } from './seal'

const key = randomBytes(32)

it('opens what it sealed, and nothing twice the same', () => {
  for (const plain of ['', 'secret', '🐝\n\0 long '.repeat(10_000)]) {
    const sealed = seal(key, plain, 'row')
    expect(unseal(key, sealed, 'row')).toBe(plain)
    expect(sealed).not.toBe(seal(key, plain, 'row'))
    expect(sealed).toMatch(/^v1\.[A-Za-z0-9_-]+$/)
  }
})

it('opens nothing under another key, in another row, changed, or cut', () => {
  const sealed = seal(key, 'secret', 'row')
  expect(unseal(randomBytes(32), sealed, 'row')).toBeUndefined()
  expect(unseal(key, sealed, 'another row')).toBeUndefined()
  expect(unseal(key, sealed.slice(0, -4), 'row')).toBeUndefined()
  const bytes = Buffer.from(sealed.slice(3), 'base64url')
  for (let index = 0; index < bytes.length; index += 1) {
    const changed = Buffer.from(bytes)
    changed[index] = (changed[index] ?? 0) ^ 1
    expect(unseal(key, `v1.${changed.toString('base64url')}`, 'row')).toBeUndefined()
  }
  for (const junk of ['', 'v1.', 'v1.AAAA', 'v2.AAAA', 'plain text']) expect(unseal(key, junk, 'row')).toBeUndefined()
})
