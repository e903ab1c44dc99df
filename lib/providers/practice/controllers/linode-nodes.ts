import { z } from 'zod'
import type { CloudAnswer } from '../cloud/cloud-exchange'
import { isObject, listAt, type StoredObject, textAt } from '../kube-api/kube-object'
import { typeOf } from '../kube-api/resource-type'
import type { PracticeWorld } from './practice-world'

/** The cloud in which the cluster's machines are. */
export interface ControllerCloud {
  call(method: string, path: string, body?: unknown, filter?: object): CloudAnswer
  /** Resolves when all calls until now are kept. */
  kept(): Promise<void>
}

export const UNINITIALIZED = 'node.cloudprovider.kubernetes.io/uninitialized'

const Instances = z.object({
  data: z.array(
    z.object({ id: z.int(), label: z.string(), region: z.string(), type: z.string(), ipv4: z.array(z.string()) }),
  ),
})
type Instance = z.infer<typeof Instances>['data'][number]
const Addresses = z.object({
  ipv4: z.object({
    public: z.array(z.object({ address: z.string() })),
    private: z.array(z.object({ address: z.string() })),
    vpc: z.array(z.object({ address: z.string().nullable() })),
  }),
})

/** What the cloud answers, as far as it is read; undefined for a refusal. */
export function readCloud<Answer>(
  cloud: ControllerCloud,
  shape: z.ZodType<Answer>,
  method: string,
  path: string,
  filter?: object,
): Answer | undefined {
  return shape.safeParse(cloud.call(method, path, undefined, filter).body).data
}

export const isUninitialized = (node: StoredObject): boolean =>
  listAt(node, 'spec', 'taints').some(({ key }) => key === UNINITIALIZED)

/** Gives nodes that wait for it what their cloud knows of them, and takes the taint off. */
export function initializeNodes(world: PracticeWorld, cloud: ControllerCloud): void {
  const waiting = world.store.list(typeOf('Node')).filter(isUninitialized)
  if (waiting.length === 0) return
  const known = readCloud(cloud, Instances, 'GET', '/linode/instances')?.data ?? []
  for (const node of waiting) {
    const [, id] = /^linode:\/\/(\d+)$/.exec(textAt(node, 'spec', 'providerID')) ?? []
    const instance = known.find((one) => (id === undefined ? one.label === node.metadata.name : one.id === Number(id)))
    if (instance !== undefined) give(world, cloud, node, instance)
  }
}

function give(world: PracticeWorld, cloud: ControllerCloud, node: StoredObject, instance: Instance): void {
  const { id, label, region, type } = instance
  const found = readCloud(cloud, Addresses, 'GET', `/linode/instances/${id}/ips`)
  if (found === undefined) return
  const { public: outer, private: inner, vpc } = found.ipv4
  const addresses = [
    { type: 'Hostname', address: label },
    ...outer.map(({ address }) => ({ type: 'ExternalIP', address })),
    ...[...inner, ...vpc].flatMap(({ address }) => (address === null ? [] : [{ type: 'InternalIP', address }])),
  ]
  const spec = isObject(node['spec']) ? node['spec'] : {}
  const status = isObject(node['status']) ? node['status'] : {}
  const taints = listAt(node, 'spec', 'taints').filter(({ key }) => key !== UNINITIALIZED)
  const labels = {
    ...node.metadata.labels,
    'topology.kubernetes.io/region': region,
    'node.kubernetes.io/instance-type': type,
  }
  const { taints: _old, ...rest } = spec
  world.store.update(typeOf('Node'), {
    ...node,
    metadata: { ...node.metadata, labels },
    spec: { ...rest, ...(taints.length === 0 ? {} : { taints }), providerID: `linode://${id}` },
    status: { ...status, addresses },
  })
  world.events.record(node, 'Normal', 'Synced', 'Node synced successfully', 'cloud-node-controller')
}
