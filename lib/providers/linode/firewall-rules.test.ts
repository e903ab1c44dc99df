import { describe, expect, it } from 'vitest'
import { firstRules, narrowRules } from './firewall-rules'

const PRIVATE = '192.168.130.2'

it('lets only SSH in before it knows who the panel is', () => {
  expect(firstRules).toMatchObject([{ protocol: 'TCP', ports: '22' }])
})

describe('the narrow rules', () => {
  const rules = narrowRules({ from: ['198.51.100.7/32', '203.0.113.0/24'], machines: [PRIVATE, '203.0.113.5'] })
  const of = (label: string) => rules.find((rule) => rule.label === label)

  it('open SSH and the Kubernetes API to the panel and to whom a person named', () => {
    expect(of('panel')).toEqual({
      label: 'panel',
      protocol: 'TCP',
      ports: '22,6443',
      ipv4: ['198.51.100.7/32', '203.0.113.0/24'],
      ipv6: [],
    })
  })

  it('open what k3s needs between the machines, at all of their addresses', () => {
    const ipv4 = ['192.168.130.2/32', '203.0.113.5/32']
    expect(of('cluster-api')).toMatchObject({ protocol: 'TCP', ports: '6443,10250', ipv4 })
    expect(of('cluster-pods')).toMatchObject({ protocol: 'UDP', ports: '8472', ipv4 })
    expect(of('cluster-ping')).toMatchObject({ protocol: 'ICMP', ipv4 })
    expect(of('cluster-ping')).not.toHaveProperty('ports')
  })

  it('open the ports of services to NodeBalancers, and nothing to the world', () => {
    expect(of('balancers')).toMatchObject({ ports: '30000-32767', ipv4: ['192.168.255.0/24'] })
    const inVpc = narrowRules({ from: [], machines: [], balancersFrom: '10.7.0.0/24' })
    expect(inVpc).toMatchObject([{ label: 'balancers', ipv4: ['192.168.255.0/24', '10.7.0.0/24'] }])
    expect(JSON.stringify(rules)).not.toContain('/0"')
  })

  it('have at most 255 addresses each, 25 of them, and labels that Linode takes', () => {
    const machines = Array.from({ length: 600 }, (_, index) => `10.0.${index >> 8}.${index & 255}`)
    const many = narrowRules({ from: ['198.51.100.7/32'], machines })
    expect(many.length).toBeLessThanOrEqual(25)
    for (const { ipv4, label } of many) {
      expect(ipv4.length).toBeLessThanOrEqual(255)
      expect(label.length).toBeLessThanOrEqual(32)
    }
    const pods = many.filter(({ ports }) => ports === '8472').flatMap(({ ipv4 }) => ipv4)
    expect(pods).toHaveLength(600)
    expect(new Set(many.map(({ label }) => label)).size).toBe(many.length)
  })
})
