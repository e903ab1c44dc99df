import { afterEach, expect, it } from 'vitest'
import { systemClock } from '@/lib/core/clock'
import { PracticeCloud } from '../cloud/practice-cloud'
import { PracticeCluster } from '../host/practice-cluster'
import { type JsonObject, listAt, type StoredObject, textAt } from '../kube-api/kube-object'
import { typeOf } from '../kube-api/resource-type'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

const TOKEN = 'token'

/** A cluster of two machines in a cloud of its own. */
function start(traefik = false) {
  const clock = { ...systemClock, now: () => Date.now() }
  const cloud = new PracticeCloud({ clock, delays: { provisioningMs: 0, bootingMs: 0 } })
  const account = cloud.openAccount({ username: 'anna' }, TOKEN)
  const call = (method: string, path: string, body?: unknown, filter?: object) =>
    cloud.answer({
      ...{ method, path, query: new URLSearchParams(), token: TOKEN },
      filter: filter === undefined ? undefined : JSON.stringify(filter),
      body: body === undefined ? '' : JSON.stringify(body),
    })
  const ids = ['crate-1', 'crate-2'].map((label) => {
    const { body } = call('POST', '/linode/instances', {
      ...{ label: `${label}-abc`, region: 'de-fra-2', type: 'g6-nanode-1', image: 'linode/arch', private_ip: true },
      authorized_keys: ['ssh-ed25519 AAAA panel'],
    })
    return Number(textAt(body, 'id'))
  })
  const kept: (() => void)[] = []
  const cluster = new PracticeCluster({
    ...{ clusterId: 'c1', gitVersion: 'v1.36.1+k3s1', prefix: '', speed: 1_000, now: () => Date.now() },
    machines: {
      answers: () => true,
      hasImage: () => true,
      addImage: () => undefined,
      podSubnet: () => '10.42.0',
      address: () => '192.168.130.1',
      isFull: () => false,
    },
    onError: (_controller, error) => {
      throw error
    },
    onChange: () => undefined,
    podLines: () => ({ lines: [], follow: () => () => undefined }),
    balances: () => false,
    traefik: () => traefik,
    cloud: { call, kept: () => new Promise((resolve) => kept.push(resolve)) },
  })
  stops.push(() => cluster.stop())
  for (const [index, id] of ids.entries()) {
    cluster.joinNode({
      ...{ name: `crate-${index + 1}`, address: `192.168.130.${index + 1}`, cpus: 1, memoryGiB: 1 },
      ...{ role: index === 0 ? 'server' : 'agent', architecture: 'amd64', osImage: 'Arch Linux' },
      ...{ external: true, providerId: `linode://${id}` },
    })
  }
  const { store } = cluster
  const add = (object: StoredObject) => {
    store.create(typeOf(object.kind), object)
    cluster.poke()
  }
  const nodes = () => store.list(typeOf('Node'))
  const service = () => store.get(typeOf('Service'), 'default', 'echo')
  /** Says that everything until now is kept. */
  const keep = () => {
    for (const done of kept.splice(0)) done()
  }
  return { account, cluster, store, add, nodes, service, keep }
}

const taintsOf = (node: StoredObject) => listAt(node, 'spec', 'taints').map((taint) => textAt(taint, 'key'))

const env: readonly JsonObject[] = [
  { name: 'LINODE_REGION', valueFrom: { secretKeyRef: { name: 'linode', key: 'region' } } },
]
const SECRET = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'linode', namespace: 'kube-system' },
  data: { region: Buffer.from('de-fra-2').toString('base64') },
}
const CONTROLLER = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'linode-controller', namespace: 'kube-system' },
  spec: {
    selector: { matchLabels: { app: 'linode-controller' } },
    template: {
      metadata: { labels: { app: 'linode-controller' } },
      spec: {
        nodeSelector: { 'node-role.kubernetes.io/control-plane': 'true' },
        containers: [
          {
            ...{ name: 'controller', image: 'x', env },
            args: ['--nodebalancer-tags=buzzcrate-c1', '--nodebalancer-prefix=bc-c1', '--cluster-name=c1'],
          },
        ],
      },
    },
  },
}
const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'echo', namespace: 'default' },
  spec: { type: 'LoadBalancer', selector: { app: 'echo' }, ports: [{ port: 81, nodePort: 30_081 }] },
}

it('leaves nodes waiting and services without an address until it runs', async () => {
  const { nodes, add, service, account } = start()
  add(SERVICE)
  await expect.poll(() => nodes().map(taintsOf)).toEqual([[UNINITIALIZED], [UNINITIALIZED]])
  expect(service()?.['status']).toBeUndefined()
  expect(account.balancers.size).toBe(0)
})

const UNINITIALIZED = 'node.cloudprovider.kubernetes.io/uninitialized'

it('gives nodes their addresses, and services balancers that go before they do', async () => {
  const { nodes, add, service, store, account, cluster, keep } = start()
  add(SECRET)
  add(CONTROLLER)
  add(SERVICE)
  await expect.poll(() => nodes().map(taintsOf)).toEqual([[], []])
  const [server] = nodes()
  expect(listAt(server, 'status', 'addresses').map(({ type }) => type)).toEqual([
    'Hostname',
    'ExternalIP',
    'InternalIP',
  ])
  expect(server?.metadata.labels).toMatchObject({ 'node.kubernetes.io/instance-type': 'g6-nanode-1' })
  await expect.poll(() => listAt(service(), 'status', 'loadBalancer', 'ingress')).toHaveLength(1)
  const [balancer] = [...account.balancers.values()]
  expect(balancer).toMatchObject({ region: 'de-fra-2', tags: ['c1', 'buzzcrate-c1'] })
  expect(balancer?.label).toMatch(/^bc-c1-[0-9a-f]{12}$/)
  expect(balancer?.configs).toMatchObject([{ port: 81, nodes: [{ label: 'crate-1' }, { label: 'crate-2' }] }])
  expect(textAt(listAt(service(), 'status', 'loadBalancer', 'ingress')[0], 'ip')).toBe(balancer?.ipv4)

  store.delete(typeOf('Service'), 'default', 'echo', undefined)
  cluster.poke()
  await expect.poll(() => account.balancers.size).toBe(0)
  // Until that is kept, the service still says whose the balancer was.
  expect(service()).toBeDefined()
  keep()
  await expect.poll(service).toBeUndefined()
})

it('finds the balancer that it made before it was killed', async () => {
  const { add, service, account, store } = start()
  add(SECRET)
  add(CONTROLLER)
  add(SERVICE)
  await expect.poll(() => listAt(service(), 'status', 'loadBalancer', 'ingress')).toHaveLength(1)
  const found = service()
  if (found === undefined) throw new Error('the service is gone')
  store.update(typeOf('Service'), { ...found, status: { loadBalancer: {} } })
  await expect.poll(() => listAt(service(), 'status', 'loadBalancer', 'ingress')).toHaveLength(1)
  expect(account.balancers.size).toBe(1)
})

it('gives Traefik a balancer where k3s installs it, and what was deleted does not come back', async () => {
  const { add, store, cluster, account, nodes, keep } = start(true)
  const traefik = () => store.get(typeOf('Service'), 'kube-system', 'traefik')
  expect(traefik()).toBeUndefined()
  add(SECRET)
  add(CONTROLLER)
  await expect.poll(() => listAt(traefik(), 'status', 'loadBalancer', 'ingress')).toHaveLength(1)
  expect(listAt(traefik(), 'spec', 'ports').map(({ port }) => port)).toEqual([80, 443])
  const deployment = () => store.get(typeOf('Deployment'), 'kube-system', 'traefik')
  await expect.poll(() => deployment()?.['status']).toMatchObject({ readyReplicas: 1 })
  store.delete(typeOf('Service'), 'kube-system', 'traefik', undefined)
  cluster.poke()
  await expect.poll(() => account.balancers.size).toBe(0)
  keep()
  await expect.poll(traefik).toBeUndefined()
  const [node] = nodes()
  if (node === undefined) throw new Error('the node is gone')
  const labels = { ...node.metadata.labels, looked: 'again' }
  store.update(typeOf('Node'), { ...node, metadata: { ...node.metadata, labels } })
  add({ ...SERVICE, spec: { ...SERVICE.spec, type: 'ClusterIP' } })
  await expect.poll(() => store.list(typeOf('EndpointSlice')).length).toBeGreaterThan(0)
  expect(traefik()).toBeUndefined()
})
