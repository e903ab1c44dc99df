import { expect, it } from 'vitest'
import { ClusterDefinition } from '@/lib/providers/cluster-definition'
import { fakeApp } from '@/lib/testing/fakes/fake-cluster'
import { purposeOf } from './purpose-of'

const definition = {
  name: 'hard-crate',
  provider: 'boards',
  k3sVersion: 'v1.36.1+k3s1',
  machines: [],
}

it('names the ports that a cluster opens on every machine: those of its apps, and of Traefik where it is wanted', () => {
  const opens = (traefik: boolean) =>
    purposeOf(ClusterDefinition.parse({ ...definition, traefik }), [fakeApp]).opens?.map(({ port }) => port)
  expect(opens(false)).toEqual([81])
  expect(opens(true)).toEqual([80, 443, 81])
})

it.each([
  ['clusterCidr', '10.52.0.0/16', true],
  ['clusterCidr', '172.28.0.0/20', true],
  ['clusterCidr', '10.52.0.0/24', false],
  ['clusterCidr', '8.8.0.0/16', false],
  ['clusterCidr', 'fd00::/16', false],
  ['clusterCidr', '10.52.0.0', false],
  ['clusterCidr', '10.52.0.0/16/16', false],
  ['serviceCidr', '10.53.0.0/16', true],
  ['serviceCidr', '10.0.0.0/8', false],
])('takes for %s %s: %s', (name, value, taken) => {
  expect(ClusterDefinition.safeParse({ ...definition, [name]: value }).success).toBe(taken)
})
