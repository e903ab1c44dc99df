import { expect, it } from 'vitest'
import { controllerObjects } from './controller-objects'

const options = {
  image: 'docker.io/linode/linode-cloud-controller-manager@sha256:abc',
  pulled: true,
  token: 'the-token',
  region: 'de-fra-2',
  url: undefined,
  tag: 'buzzcrate-c1',
  prefix: 'bc-c1',
  vpc: undefined,
}

const daemonSetOf = (changes: Partial<Parameters<typeof controllerObjects>[0]> = {}) =>
  JSON.stringify(controllerObjects({ ...options, ...changes }).find(({ kind }) => kind === 'DaemonSet'))

it('gives everything that it makes the one tag of the cluster', () => {
  for (const flag of ['--cluster-name=buzzcrate-c1', '--nodebalancer-tags=buzzcrate-c1', '--nodebalancer-prefix=bc-c1'])
    expect(daemonSetOf()).toContain(flag)
})

it('runs on servers before anything else can, without a pod network', () => {
  const text = daemonSetOf()
  expect(text).toContain('"node.cloudprovider.kubernetes.io/uninitialized"')
  expect(text).toContain('"hostNetwork":true')
  expect(text).toContain('"node-role.kubernetes.io/control-plane":"true"')
})

it('keeps the token in a Secret and nowhere else', () => {
  const objects = controllerObjects(options)
  const withToken = objects.filter((object) => JSON.stringify(object).includes('the-token'))
  expect(withToken.map(({ kind }) => kind)).toEqual(['Secret'])
})

it('is told of another API, of a VPC, and of an image that is there already, where it is so', () => {
  expect(daemonSetOf()).not.toMatch(/LINODE_URL|--vpc-names/)
  expect(daemonSetOf({ url: 'http://10.0.0.1:8080' })).toContain('{"name":"LINODE_URL","value":"http://10.0.0.1:8080"}')
  const vpc = daemonSetOf({ vpc: { label: 'bc-vpc-1', subnet: 'nodes' } })
  expect(vpc).toContain('"--vpc-names=bc-vpc-1","--subnet-names=nodes"')
  expect(daemonSetOf({ pulled: false })).toContain('"imagePullPolicy":"Never"')
})
