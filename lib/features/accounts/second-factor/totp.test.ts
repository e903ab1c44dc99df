import { base32 } from '@better-auth/utils/base32'
import { describe, expect, it } from 'vitest'
import { newTotpSecret, stepAt, stepOfCode, totpUri } from './totp'

/** The key of RFC 6238, appendix B. */
const SECRET = base32.encode(new TextEncoder().encode('12345678901234567890'), { padding: false })

describe('stepOfCode', () => {
  // The last six of the eight digits that the RFC gives for SHA-1.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('finds the code that RFC 6238 has for second %i', async (second, code) => {
    expect(await stepOfCode(SECRET, code, second * 1000)).toBe(Math.floor(second / 30))
  })

  it('takes one step of drift either way, and no more', async () => {
    const at = (steps: number) => (59 + steps * 30) * 1000
    const found = [-2, -1, 0, 1, 2].map((steps) => stepOfCode(SECRET, '287082', at(steps)))
    expect(await Promise.all(found)).toEqual([undefined, 1, 1, 1, undefined])
  })

  it.each(['', '28708', '2870822', 'abcdef', '94287082'])('takes %j for no code', async (code) => {
    expect(await stepOfCode(SECRET, code, 59_000)).toBeUndefined()
  })
})

describe('a new secret', () => {
  it('has 160 bits, never the same, and stands in the address for apps', () => {
    const [one, other] = [newTotpSecret(), newTotpSecret()]
    expect(one).toMatch(/^[A-Z2-7]{32}$/)
    expect(one).not.toBe(other)
    const uri = new URL(totpUri(one, 'ada@example.org'))
    expect(uri.href).toMatch(/^otpauth:\/\/totp\/BuzzCrate:ada%40example\.org\?/)
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      secret: one,
      issuer: 'BuzzCrate',
      digits: '6',
      period: '30',
    })
  })
})

it('counts time in steps of thirty seconds', () => {
  expect([0, 29_999, 30_000].map(stepAt)).toEqual([0, 0, 1])
})
