import { describe, expect, it } from 'vitest'
import { isNetworkAddress, nextAddress } from '@/lib/shared/ipv4'
import { addressesOf, isScannable } from '@/lib/shared/scan-network'

describe('a scan', () => {
  it('looks at private networks of a bounded size only', () => {
    const good = ['192.168.1.0/24', '10.0.0.7/22', '172.31.255.0/30']
    const bad = [
      '192.168.0.0/21',
      '8.8.8.0/24',
      '172.32.0.0/24',
      '127.0.0.0/24',
      '169.254.169.0/24',
      '10.0.0.0',
      '10.0.0.0/31',
    ]
    expect(good.map(isScannable)).toEqual(good.map(() => true))
    expect([...bad, '10.0.0.0/24/24', 'fd00::/64', '010.0.0.0/24', ''].filter(isScannable)).toEqual([])
  })

  it('asks each address of a network once, and neither its first nor its last', () => {
    expect(addressesOf('192.168.1.5/30')).toEqual(['192.168.1.5', '192.168.1.6'])
    expect(new Set(addressesOf('10.1.0.0/22')).size).toBe(1_022)
  })
})

it('counts addresses on within their network', () => {
  expect(nextAddress('10.0.0.254/23', 2)).toBe('10.0.1.0/23')
  expect(nextAddress('10.0.0.253/24', 2)).toBeUndefined()
  expect(['10.0.0.0/24', '10.0.0.255/24', '10.0.0.1', '10.0.0.1/31'].filter(isNetworkAddress)).toEqual([])
})
