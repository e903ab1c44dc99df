import { beforeAll, describe, expect, it } from 'vitest'
import { addressOf, isSecure } from './visitor'

beforeAll(() => {
  process.env['DATABASE_URL'] ??= 'postgres://nowhere'
  process.env['BUZZCRATE_SECRET_KEY'] ??= 'x'.repeat(43)
})

describe('addressOf', () => {
  it.each([
    ['192.168.1.7', '192.168.1.7'],
    ['::ffff:192.168.1.7', '192.168.1.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('counts %s as %s', (peer, key) => {
    expect(addressOf(new Headers({ 'x-buzzcrate-peer': peer }))).toBe(key)
  })

  it('does not read what proxies write: who is believed was decided when the request came in', () => {
    const headers = new Headers({ 'x-buzzcrate-peer': '10.0.0.9', 'x-forwarded-for': '1.2.3.4' })
    expect(addressOf(headers)).toBe('10.0.0.9')
    expect(addressOf(new Headers({ 'x-forwarded-for': '1.2.3.4' }))).toBe('unknown')
  })
})

describe('isSecure', () => {
  it('follows the protocol that the browser used', () => {
    expect(isSecure(new Headers({ 'x-forwarded-proto': 'https' }))).toBe(true)
    expect(isSecure(new Headers({ 'x-forwarded-proto': 'http' }))).toBe(false)
  })
})
