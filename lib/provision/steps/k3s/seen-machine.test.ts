import { describe, expect, it } from 'vitest'
import { typicalFacts } from '../../preflight/typical-facts'
import { nodePlace } from './seen-machine'

const location = (address: string, privateAddress?: string) => ({
  address,
  port: 22,
  user: 'pi',
  ...(privateAddress === undefined ? {} : { privateAddress }),
})
const TWO = typicalFacts({
  addresses: ['192.168.1.21', '10.0.0.21', 'fd00::21'],
  networks: [
    { kind: 'route', network: '10.0.0.21/32', link: 'wg0' },
    { kind: 'address', network: '192.168.1.21/24', link: 'wlan0' },
    { kind: 'address', network: '10.0.0.21/24', link: 'eth0' },
  ],
  defaultLink: 'wlan0',
  reachedAt: '',
})

describe('the place of a machine in its cluster', () => {
  it('is on the link that the panel and the others use, and not on that of the default route', () => {
    expect(nodePlace({ facts: TWO }, location('10.0.0.21'))).toEqual({ nodeIp: '10.0.0.21', flannelLink: 'eth0' })
    expect(nodePlace({ facts: TWO }, location('192.168.1.21'))).toEqual({
      nodeIp: '192.168.1.21',
      flannelLink: undefined,
    })
    expect(nodePlace({ facts: TWO }, location('192.168.1.21', '10.0.0.21')).nodeIp).toBe('10.0.0.21')
  })

  it('is where the machine saw the panel come in, when the panel knows a name of its own or another way', () => {
    const facts = { ...TWO, reachedAt: '10.0.0.21' }
    for (const known of ['pi.local', '203.0.113.5']) {
      expect(nodePlace({ facts }, location(known))).toEqual({ nodeIp: '10.0.0.21', flannelLink: 'eth0' })
    }
    expect(nodePlace({ facts: TWO }, location('pi.local')).nodeIp).toBeUndefined()
  })

  it('has an address of IPv4 although the panel came by IPv6', () => {
    const facts = { ...TWO, reachedAt: 'fd00::21' }
    expect(nodePlace({ facts }, location('fd00::21'))).toEqual({ nodeIp: undefined, flannelLink: undefined })
  })
})
