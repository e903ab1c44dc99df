import { describe, expect, it } from 'vitest'
import { parse, parseDocument } from 'yaml'
import { agentConfig, apiUrl, serverConfig } from './config'
import { NodeName } from './node-name'
import { caHash, newJoinSecret, parseToken, secureToken } from './token'

describe('config.yaml', () => {
  const common = { nodeName: 'pi-01', nodeIp: '192.168.1.21', clusterId: 'c1', allowCgroupV1: false }
  const cloud = { providerId: 'linode://123', externalIp: '203.0.113.5' }
  const tokens = { token: '0123', agentToken: '4567', traefik: false }

  it('of a server keeps k3s as it comes, without Traefik', () => {
    const text = serverConfig({ ...common, ...tokens, tlsSans: ['pi-01.local', 'pi-01.local'] })
    expect(parse(text)).toEqual({
      token: '0123',
      'agent-token': '4567',
      'node-name': 'pi-01',
      'node-ip': '192.168.1.21',
      'node-label': ['buzzcrate.dev/cluster=c1'],
      'tls-san': ['pi-01.local'],
      'write-kubeconfig-mode': '0600',
      disable: ['traefik'],
    })
  })

  it('of a server leaves Traefik where it is wanted', () => {
    expect(parse(serverConfig({ ...common, ...tokens, tlsSans: [], traefik: true }))).not.toHaveProperty('disable')
  })

  it('gives a cluster other networks, a machine the link that the others reach, and copies layers, where that is said', () => {
    const networks = { clusterCidr: '10.52.0.0/16', serviceCidr: '10.53.0.0/16' }
    const odd = { ...common, flannelLink: 'eth1', copiesLayers: true }
    const local = { 'node-ip': '192.168.1.21', 'flannel-iface': 'eth1', snapshotter: 'native' }
    const server = parse(serverConfig({ ...odd, ...tokens, ...networks, tlsSans: [] }))
    expect(server).toMatchObject({ ...local, 'cluster-cidr': '10.52.0.0/16', 'service-cidr': '10.53.0.0/16' })
    const agent = parse(agentConfig({ ...odd, token: 'K10abc::node:x', serverAddress: '192.168.1.20' }))
    expect(agent).toMatchObject(local)
    expect(agent).not.toHaveProperty('cluster-cidr')
  })

  it('in a cloud leaves nodes and load balancers to its own controller, from the first start on', () => {
    const server = parse(serverConfig({ ...common, ...tokens, tlsSans: [], traefik: true, cloud }))
    const kubelet = { 'kubelet-arg': ['cloud-provider=external', 'provider-id=linode://123'] }
    expect(server).toMatchObject({ 'disable-cloud-controller': true, disable: ['servicelb'], ...kubelet })
    expect(server).toMatchObject({ 'node-external-ip': '203.0.113.5', 'advertise-address': '192.168.1.21' })
    const agent = parse(agentConfig({ ...common, token: 'K10abc::node:x', serverAddress: '192.168.1.20', cloud }))
    expect(agent).toMatchObject({ ...kubelet, server: 'https://192.168.1.20:6443', 'node-ip': '192.168.1.21' })
    expect(agent).not.toHaveProperty('disable-cloud-controller')
  })

  it('quotes what YAML would read as something else', () => {
    const text = serverConfig({
      ...common,
      ...tokens,
      nodeName: '1e3',
      token: '12e4',
      agentToken: '0777',
      tlsSans: ['yes'],
    })
    expect(text).toContain('token: "12e4"\n')
    expect(text).toContain('write-kubeconfig-mode: "0600"\n')
    expect(parseDocument(text).errors).toEqual([])
  })

  it('of an agent names the server, and allows cgroup v1 only when asked', () => {
    const config = { ...common, nodeIp: undefined, token: 'K10abc::node:x', serverAddress: 'fd00::1' }
    expect(parse(agentConfig(config))).toEqual({
      server: 'https://[fd00::1]:6443',
      token: 'K10abc::node:x',
      'node-name': 'pi-01',
      'node-label': ['buzzcrate.dev/cluster=c1'],
    })
    expect(parse(agentConfig({ ...config, allowCgroupV1: true }))['kubelet-arg']).toEqual(['fail-cgroupv1=false'])
  })

  it('spells API addresses', () => {
    expect([apiUrl('pi-01.local'), apiUrl('10.0.0.1')]).toEqual(['https://pi-01.local:6443', 'https://10.0.0.1:6443'])
  })
})

describe('tokens', () => {
  it('carry the hash of the CA', () => {
    const hash = caHash('-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n')
    const token = secureToken(hash, 'node', 'secret')
    expect(token).toMatch(/^K10[0-9a-f]{64}::node:secret$/)
    expect(parseToken(`${token}\n`)).toEqual({ caHash: hash, user: 'node', secret: 'secret' })
    expect(parseToken('short')).toBeUndefined()
  })
  it('are never the same', () => expect(newJoinSecret()).not.toBe(newJoinSecret()))
})

describe('node names', () => {
  it.each(['pi-01', 'a', '1', 'pi.local', 'a'.repeat(63)])('takes %s', (name) =>
    expect(NodeName.safeParse(name).success).toBe(true),
  )
  it.each(['', 'Pi', 'pi_1', '-pi', 'pi-', 'pi..x', 'a'.repeat(64), 'pi\n', 'ü'])('refuses %j', (name) =>
    expect(NodeName.safeParse(name).success).toBe(false),
  )
})
