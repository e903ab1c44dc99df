import { expect, it } from 'vitest'
import { believedProxies, visitorOf } from './forwarded'
import { isNetwork } from './networks'

const named = believedProxies(['10.0.0.5', '172.16.0.0/12', 'fd00::/64'], true)

it.each([
  ['a stranger who forges a hop', '203.0.113.9', '1.2.3.4', '203.0.113.9'],
  ['a stranger who forges a proxy', '203.0.113.9', '1.2.3.4, 10.0.0.5', '203.0.113.9'],
  ['somebody behind a proxy', '10.0.0.5', '203.0.113.9', '203.0.113.9'],
  ['somebody behind a proxy who forges hops', '10.0.0.5', '1.2.3.4, 10.0.0.5, 203.0.113.9', '203.0.113.9'],
  ['somebody behind two proxies', '172.20.0.2', '1.2.3.4, 203.0.113.9, 10.0.0.5', '203.0.113.9'],
  ['a proxy that dresses addresses as IPv6', '::ffff:10.0.0.5', '::ffff:203.0.113.9', '::ffff:203.0.113.9'],
  ['a proxy on IPv6 that writes ports', 'fd00::7', '[2001:db8::9]:4711', '2001:db8::9'],
  ['a proxy that writes IPv4 with ports', '10.0.0.5', '203.0.113.9:4711', '203.0.113.9'],
  ['somebody who writes words', '10.0.0.5', '203.0.113.9, unknown', '10.0.0.5'],
  ['a proxy that asks for itself', '10.0.0.5', undefined, '10.0.0.5'],
  ['a chain of nothing but proxies', '10.0.0.5', '172.16.0.1', '172.16.0.1'],
])('knows %s', (_, peer, forwardedFor, address) => {
  expect(visitorOf(peer, forwardedFor, named).address).toBe(address)
})

it('believes nobody unless told, and only this machine once the panel has a name of its own', () => {
  const nobody = believedProxies(undefined, false)
  expect(visitorOf('127.0.0.1', '1.2.3.4', nobody)).toEqual({ address: '127.0.0.1', byProxy: false })
  const here = believedProxies(undefined, true)
  expect(visitorOf('127.0.0.1', '1.2.3.4', here)).toEqual({ address: '1.2.3.4', byProxy: true })
  expect(visitorOf('::1', '1.2.3.4', here).address).toBe('1.2.3.4')
  expect(visitorOf('192.168.1.7', '1.2.3.4', here)).toEqual({ address: '192.168.1.7', byProxy: false })
})

it('takes addresses and networks, and nothing that only looks like one', () => {
  expect(['10.0.0.5', '10.0.0.0/8', '::1', 'fd00::/8', '0.0.0.0/0'].filter((text) => !isNetwork(text))).toEqual([])
  const wrong = [
    '',
    'proxy',
    '10.0.0',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    'fd00::/129',
    '10.0.0.0/-1',
    '127.1',
  ]
  expect(wrong.filter(isNetwork)).toEqual([])
})
