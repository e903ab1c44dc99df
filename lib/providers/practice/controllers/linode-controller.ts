/**
 * What Linode's cloud controller does, in a simulated cluster: gives nodes their addresses and takes the taint off with
 * which they wait for it, and makes a NodeBalancer for each service of type LoadBalancer, through the API of the simulated
 * cloud. It works while a pod of it is ready, with the flags that stand in its container, like the real one.
 */
import { z } from 'zod'
import { listAt, type StoredObject, sameJson, textAt } from '../kube-api/kube-object'
import { typeOf } from '../kube-api/resource-type'
import { type ControllerCloud, initializeNodes, isUninitialized, readCloud } from './linode-nodes'
import { type Controller, isEnding, isReady, type PracticeWorld, watchKinds, writeStatus } from './practice-world'
import { Shortages } from './shortages'

const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup'
const NAME = 'service-controller'

const Balancers = z.object({ data: z.array(z.object({ id: z.int(), label: z.string() })) })
const Balancer = z.object({ id: z.int(), label: z.string(), ipv4: z.string(), hostname: z.string() })
const Configs = z.object({ data: z.array(z.object({ id: z.int(), port: z.int() })) })
const Nodes = z.object({ data: z.array(z.object({ id: z.int(), address: z.string() })) })
const Refusal = z.object({ errors: z.array(z.object({ reason: z.string() })).min(1) })

interface Flags {
  readonly tags: readonly string[]
  readonly prefix: string
  readonly region: string
}

export class LinodeController implements Controller {
  readonly name = NAME
  readonly watches = watchKinds('Service', 'Node', 'Pod')
  private readonly world: PracticeWorld
  private readonly cloud: ControllerCloud
  private readonly again: () => void
  private readonly shortages: Shortages
  /** Services whose balancer is gone, for good: uids. */
  private readonly ended = new Set<string>()
  private readonly ending = new Set<string>()
  /** What each balancer was last given, by uid of its service: the API is asked only when that changes. */
  private readonly given = new Map<string, string>()

  /** @param again asks for another look */
  constructor(world: PracticeWorld, cloud: ControllerCloud, again: () => void) {
    this.world = world
    this.cloud = cloud
    this.again = again
    this.shortages = new Shortages(world, NAME)
  }

  reconcile(): void {
    const flags = this.flags()
    if (flags === undefined) return
    initializeNodes(this.world, this.cloud)
    this.shortages.tendEach(this.world.store.list(typeOf('Service')), (service) => {
      const wants = textAt(service, 'spec', 'type') === 'LoadBalancer' && !isEnding(service)
      const has = (service.metadata.finalizers ?? []).includes(FINALIZER)
      if (wants) this.balance(service, flags)
      else if (has) this.end(service, flags)
    })
  }

  /** Of the container of a pod that is ready; undefined while none is. */
  private flags(): Flags | undefined {
    const pods = this.world.store.list(typeOf('Pod'), 'kube-system').filter((pod) => isReady(pod) && !isEnding(pod))
    for (const container of pods.flatMap((pod) => listAt(pod, 'spec', 'containers'))) {
      const words = ['command', 'args'].flatMap((key) =>
        Array.isArray(container[key]) ? container[key].map(String) : [],
      )
      const flag = (name: string) => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
      const tags = flag('nodebalancer-tags')
      if (tags === undefined) continue
      const names = [flag('cluster-name') ?? 'kubernetes', ...tags.split(',')]
      return {
        tags: [...new Set(names)],
        prefix: flag('nodebalancer-prefix') ?? 'ccm',
        region: this.variable(container, 'LINODE_REGION'),
      }
    }
    return undefined
  }

  /** A variable of a container: written out, or from a secret. */
  private variable(container: Readonly<Record<string, unknown>>, name: string): string {
    const entry = listAt(container, 'env').find((one) => one['name'] === name)
    const plain = textAt(entry, 'value')
    if (plain !== '') return plain
    const [secret, key] = ['name', 'key'].map((part) => textAt(entry, 'valueFrom', 'secretKeyRef', part))
    const found = this.world.store.get(typeOf('Secret'), 'kube-system', secret ?? '')
    return Buffer.from(textAt(found, 'data', key ?? ''), 'base64').toString('utf8')
  }

  private balance(service: StoredObject, flags: Flags): void {
    const { uid = '', finalizers = [] } = service.metadata
    const backends = this.backends()
    const ports = listAt(service, 'spec', 'ports').map(
      (port) => [Number(port['port']), Number(port['nodePort'])] as const,
    )
    const wanted = JSON.stringify([ports, backends])
    const isKnown = this.given.get(uid) === wanted
    if (isKnown && listAt(service, 'status', 'loadBalancer', 'ingress').length > 0) return
    if (!finalizers.includes(FINALIZER)) {
      const metadata = { ...service.metadata, resourceVersion: '', finalizers: [...finalizers, FINALIZER] }
      this.world.store.update(typeOf('Service'), { ...service, metadata })
      this.record(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer')
    }
    const balancer = this.ensure(service, flags)
    if (balancer === undefined) return
    this.settle(balancer.id, ports, backends)
    this.given.set(uid, wanted)
    const ingress = [{ ip: balancer.ipv4, ipMode: 'VIP', hostname: balancer.hostname }]
    const status = { loadBalancer: { ingress } }
    const current = this.world.store.get(typeOf('Service'), service.metadata.namespace, service.metadata.name)
    if (current === undefined || sameJson(current['status'], status)) return
    writeStatus(this.world.store, service, status)
    this.record(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer')
  }

  private ensure(service: StoredObject, { prefix, tags, region }: Flags) {
    const label = labelOf(service, prefix)
    const found = this.find(label)
    if (found !== undefined) return this.read(Balancer, 'GET', `/nodebalancers/${found}`)
    const answer = this.cloud.call('POST', '/nodebalancers', { label, region, tags })
    const made = Balancer.safeParse(answer.body).data
    if (made === undefined) {
      const reason = Refusal.safeParse(answer.body).data?.errors[0]?.reason ?? `status ${answer.status}`
      this.record(service, 'Warning', 'SyncLoadBalancerFailed', `Error syncing load balancer: ${reason}`)
    }
    return made
  }

  private find(label: string): number | undefined {
    return this.read(Balancers, 'GET', '/nodebalancers', { label })?.data[0]?.id
  }

  /** Gives a balancer the ports of its service, each with all machines behind it. */
  private settle(
    id: number,
    ports: readonly (readonly [number, number])[],
    backends: readonly (readonly [string, string])[],
  ) {
    const base = `/nodebalancers/${id}/configs`
    const present = new Map((this.read(Configs, 'GET', base)?.data ?? []).map((config) => [config.port, config.id]))
    for (const [port, nodePort] of ports) {
      const known = present.get(port)
      present.delete(port)
      const old = known === undefined ? [] : (this.read(Nodes, 'GET', `${base}/${known}/nodes`)?.data ?? [])
      const nodes = backends.map(([label, address]) => {
        const one = { label, address: `${address}:${nodePort}`, mode: 'accept', weight: 100 }
        const stays = old.find((node) => node.address === one.address)
        return stays === undefined ? one : { ...one, id: stays.id }
      })
      if (known === undefined) this.cloud.call('POST', base, { port, protocol: 'tcp', check: 'connection', nodes })
      else this.cloud.call('POST', `${base}/${known}/rebuild`, { port, nodes })
    }
    for (const config of present.values()) this.cloud.call('DELETE', `${base}/${config}`)
  }

  /** Nodes that are ready, with the addresses that balancers reach. */
  private backends(): readonly (readonly [string, string])[] {
    return this.world.store
      .list(typeOf('Node'))
      .filter((node) => isReady(node) && !isUninitialized(node))
      .flatMap((node) => {
        const address = listAt(node, 'status', 'addresses').find(({ type }) => type === 'InternalIP')
        return address === undefined ? [] : [[node.metadata.name, textAt(address, 'address')] as const]
      })
  }

  /** The service goes only once it is kept that its balancer is gone: otherwise nobody would know whose it was. */
  private end(service: StoredObject, flags: Flags): void {
    const { uid = '', namespace, name, finalizers = [] } = service.metadata
    if (this.ended.has(uid)) {
      this.ended.delete(uid)
      this.given.delete(uid)
      const metadata = {
        ...service.metadata,
        resourceVersion: '',
        finalizers: finalizers.filter((one) => one !== FINALIZER),
      }
      this.record(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer')
      this.world.store.update(typeOf('Service'), { ...service, metadata })
      const left = this.world.store.get(typeOf('Service'), namespace, name)
      if (left !== undefined) writeStatus(this.world.store, left, { loadBalancer: {} })
      return
    }
    if (this.ending.has(uid)) return
    this.ending.add(uid)
    const found = this.find(labelOf(service, flags.prefix))
    if (found !== undefined) this.cloud.call('DELETE', `/nodebalancers/${found}`)
    void this.cloud.kept().then(
      () => {
        this.ending.delete(uid)
        this.ended.add(uid)
        this.again()
      },
      () => this.ending.delete(uid),
    )
  }

  private read<Answer>(shape: z.ZodType<Answer>, method: string, path: string, filter?: object) {
    return readCloud(this.cloud, shape, method, path, filter)
  }

  private record(service: StoredObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.world.events.record(service, type, reason, message, NAME)
  }
}

/** The same at every attempt: one that was made and not kept is found again. */
const labelOf = ({ metadata: { uid = '' } }: StoredObject, prefix: string): string =>
  `${prefix}-${uid.replaceAll('-', '').slice(0, 12)}`
