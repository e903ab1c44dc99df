import { quantity } from '@/lib/core/quantity'
import { at, isObject, type JsonObject, listAt, type StoredObject } from '../kube-api/kube-object'
import { timestamp } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'
import { type Controller, isEnding, isReady, type PracticeWorld, watchKinds } from './practice-world'

const NAME = 'default-scheduler'

/** Places pods on ready nodes with room: the node with the fewest pods of the same owner, then with the fewest at all. */
export class Scheduler implements Controller {
  readonly name = NAME
  readonly watches = watchKinds('Pod', 'Node')
  private readonly world: PracticeWorld

  constructor(world: PracticeWorld) {
    this.world = world
  }

  reconcile(): void {
    const pods = this.world.store.list(typeOf('Pod'))
    const waiting = pods.filter((one) => !at(one, 'spec', 'nodeName') && !isEnding(one))
    if (waiting.length === 0) return
    const loads = this.loads(pods)
    for (const pod of waiting) this.place(pod, loads)
  }

  /** Every node with what is on it, looked up once for all pods of a round. */
  private loads(pods: readonly StoredObject[]): readonly NodeLoad[] {
    const byNode = new Map<unknown, StoredObject[]>()
    for (const pod of pods) {
      const node = at(pod, 'spec', 'nodeName')
      if (!node || isEnding(pod)) continue
      const there = byNode.get(node)
      if (there === undefined) byNode.set(node, [pod])
      else there.push(pod)
    }
    return this.world.store.list(typeOf('Node')).map((node) => new NodeLoad(node, byNode.get(node.metadata.name) ?? []))
  }

  private place(pod: StoredObject, loads: readonly NodeLoad[]): void {
    const { store, events } = this.world
    const reasons = loads.map((load) => unfit(pod, load))
    const fitting = loads.filter((_load, index) => reasons[index] === undefined)
    const [chosen] = fitting.map((load) => ({ load, score: load.crowd(pod) })).sort((a, b) => a.score - b.score)
    if (chosen === undefined) {
      const message = unschedulable(reasons)
      const before = listAt(pod, 'status', 'conditions').find((one) => one['type'] === 'PodScheduled')
      if (before?.['message'] === message) return
      this.writeCondition(pod, { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message })
      events.record(pod, 'Warning', 'FailedScheduling', message, NAME)
      return
    }
    const spec = isObject(pod['spec']) ? pod['spec'] : {}
    const node = chosen.load.node.metadata.name
    const placed = store.update(typeOf('Pod'), { ...pod, spec: { ...spec, nodeName: node } })
    chosen.load.add(placed)
    this.writeCondition(placed, { type: 'PodScheduled', status: 'True' })
    const name = `${pod.metadata.namespace}/${pod.metadata.name}`
    events.record(pod, 'Normal', 'Scheduled', `Successfully assigned ${name} to ${node}`, NAME)
  }

  private writeCondition(pod: StoredObject, condition: JsonObject): void {
    const type = typeOf('Pod')
    const current = this.world.store.get(type, pod.metadata.namespace, pod.metadata.name)
    if (current === undefined) return
    const others = listAt(current, 'status', 'conditions').filter((one) => one['type'] !== condition['type'])
    const stamped = {
      ...condition,
      observedGeneration: current.metadata.generation,
      lastProbeTime: null,
      lastTransitionTime: timestamp(this.world.now()),
    }
    const status = isObject(current['status']) ? current['status'] : {}
    this.world.store.update(type, {
      ...current,
      status: { ...status, phase: status['phase'] ?? 'Pending', conditions: [...others, stamped] },
    })
  }
}

const RESOURCES = [
  ['cpu', 'Insufficient cpu'],
  ['memory', 'Insufficient memory'],
] as const

/** A node and what its pods take of it. */
class NodeLoad {
  readonly node: StoredObject
  pods = 0
  readonly hostPorts = new Set<unknown>()
  private readonly used = new Map<string, number>()
  private readonly byOwner = new Map<string, number>()

  constructor(node: StoredObject, pods: readonly StoredObject[]) {
    this.node = node
    for (const pod of pods) this.add(pod)
  }

  add(pod: StoredObject): void {
    this.pods += 1
    for (const port of hostPorts(pod)) this.hostPorts.add(port)
    for (const [resource] of RESOURCES)
      this.used.set(resource, (this.used.get(resource) ?? 0) + requestOf(pod, resource))
    const owner = ownerOf(pod)
    if (owner !== undefined) this.byOwner.set(owner, (this.byOwner.get(owner) ?? 0) + 1)
  }

  tooBig(pod: StoredObject): string | undefined {
    const short = RESOURCES.find(([resource]) => {
      const room = quantity(at(this.node, 'status', 'allocatable', resource))
      return requestOf(pod, resource) + (this.used.get(resource) ?? 0) > room
    })
    return short?.[1]
  }

  crowd(pod: StoredObject): number {
    return (this.byOwner.get(ownerOf(pod) ?? '') ?? 0) * 1000 + this.pods
  }
}

const ownerOf = (pod: StoredObject): string | undefined => pod.metadata.ownerReferences?.[0]?.uid

/** Why the node does not take the pod, in the real scheduler's words. */
function unfit(pod: StoredObject, load: NodeLoad): string | undefined {
  const { node } = load
  if (at(node, 'spec', 'unschedulable') === true) return 'node(s) were unschedulable'
  const taint = listAt(node, 'spec', 'taints').find(
    (one) => one['effect'] !== 'PreferNoSchedule' && !tolerates(pod, one),
  )
  if (taint !== undefined)
    return `node(s) had untolerated taint {${String(taint['key'])}: ${String(taint['value'] ?? '')}}`
  if (!isReady(node)) return 'node(s) were not ready'
  const selector = at(pod, 'spec', 'nodeSelector')
  const labels = node.metadata.labels ?? {}
  const fits = Object.entries(isObject(selector) ? selector : {}).every(([key, value]) => labels[key] === value)
  if (!fits) return "node(s) didn't match Pod's node affinity/selector"
  if (load.pods >= Number(at(node, 'status', 'allocatable', 'pods') ?? 110)) return 'Too many pods'
  return hostPorts(pod).some((port) => load.hostPorts.has(port))
    ? "node(s) didn't have free ports for the requested pod ports"
    : load.tooBig(pod)
}

export function tolerates(pod: StoredObject, taint: JsonObject): boolean {
  return listAt(pod, 'spec', 'tolerations').some((toleration) => {
    const anyKey = toleration['key'] === undefined && toleration['operator'] === 'Exists'
    const key = anyKey || toleration['key'] === taint['key']
    const value = toleration['operator'] === 'Exists' || (toleration['value'] ?? '') === (taint['value'] ?? '')
    return key && value && (toleration['effect'] === undefined || toleration['effect'] === taint['effect'])
  })
}

const hostPorts = (pod: StoredObject) =>
  listAt(pod, 'spec', 'containers').flatMap((container) =>
    listAt(container, 'ports').flatMap((port) => (port['hostPort'] ? [port['hostPort']] : [])),
  )
const requestOf = (pod: StoredObject, resource: string) =>
  listAt(pod, 'spec', 'containers').reduce(
    (total, container) => total + quantity(at(container, 'resources', 'requests', resource)),
    0,
  )

/** In the real scheduler's words; it always looks whether ending other pods would help. */
function unschedulable(reasons: readonly (string | undefined)[]): string {
  const nodes = reasons.length
  if (nodes === 0) return 'no nodes available to schedule pods'
  const helped = reasons.filter((reason) => reason !== undefined && /^Insufficient|^Too many/.test(reason)).length
  const preemption = [
    ...(helped === 0 ? [] : [`${helped} No preemption victims found for incoming pod`]),
    ...(helped === nodes ? [] : [`${nodes - helped} Preemption is not helpful for scheduling`]),
  ].join(', ')
  const tried = `no new claims to deallocate, preemption: 0/${nodes} nodes are available: ${preemption}.`
  return `0/${nodes} nodes are available: ${countReasons(reasons)}. ${tried}`
}

function countReasons(reasons: readonly (string | undefined)[]): string {
  const counts = new Map<string, number>()
  for (const reason of reasons) if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, count]) => `${count} ${reason}`).join(', ')
}
