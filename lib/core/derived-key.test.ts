import { expect, it } from 'vitest'
import { derivedKey } from './derived-key'

const KEY = Buffer.alloc(32, 7).toString('base64url')

it('derives a stable key of 32 bytes, another one for each purpose and each secret', () => {
  expect(derivedKey(KEY, 'vault')).toHaveLength(32)
  expect(derivedKey(KEY, 'vault')).toEqual(derivedKey(KEY, 'vault'))
  expect(derivedKey(KEY, 'vault')).not.toEqual(derivedKey(KEY, 'sessions'))
  expect(derivedKey(KEY, 'vault')).not.toEqual(derivedKey(Buffer.alloc(32, 8).toString('base64url'), 'vault'))
})

it('never changes: stored secrets depend on it', () => {
  expect(derivedKey(KEY, 'vault').toString('hex')).toMatchInlineSnapshot(
    `"7513d948b865d0fa98327a3c1257914703c7122de911298b7100b1d77a8e1173"`,
  )
})
