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
    for (const pod of pods.filter((one) => !at(one, 'spec', 'nodeName') && !isEnding(one))) this.place(pod)
  }

  private place(pod: StoredObject): void {
    const { store, events } = this.world
    const nodes = store.list(typeOf('Node'))
    const reasons = nodes.map((node) => this.unfit(pod, node))
    const fitting = nodes.filter((_node, index) => reasons[index] === undefined)
    const [chosen] = fitting.map((node) => ({ node, score: this.crowd(pod, node) })).sort((a, b) => a.score - b.score)
    if (chosen === undefined) {
      const message = unschedulable(reasons)
      const before = listAt(pod, 'status', 'conditions').find((one) => one['type'] === 'PodScheduled')
      if (before?.['message'] === message) return
      this.writeCondition(pod, { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message })
      events.record(pod, 'Warning', 'FailedScheduling', message, NAME)
      return
    }
    const spec = isObject(pod['spec']) ? pod['spec'] : {}
    const placed = store.update(typeOf('Pod'), { ...pod, spec: { ...spec, nodeName: chosen.node.metadata.name } })
    this.writeCondition(placed, { type: 'PodScheduled', status: 'True' })
    const name = `${pod.metadata.namespace}/${pod.metadata.name}`
    events.record(pod, 'Normal', 'Scheduled', `Successfully assigned ${name} to ${chosen.node.metadata.name}`, NAME)
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

  /** Why the node does not take the pod, in the real scheduler's words. */
  private unfit(pod: StoredObject, node: StoredObject): string | undefined {
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
    const onNode = this.podsOn(node)
    if (onNode.length >= Number(at(node, 'status', 'allocatable', 'pods') ?? 110)) return 'Too many pods'
    return hostPortTaken(pod, onNode)
      ? "node(s) didn't have free ports for the requested pod ports"
      : this.tooBig(pod, node, onNode)
  }

  private tooBig(pod: StoredObject, node: StoredObject, onNode: readonly StoredObject[]): string | undefined {
    for (const [resource, words] of [
      ['cpu', 'Insufficient cpu'],
      ['memory', 'Insufficient memory'],
    ] as const) {
      const used = onNode.reduce((total, each) => total + requestOf(each, resource), 0)
      const room = quantity(at(node, 'status', 'allocatable', resource))
      if (requestOf(pod, resource) + used > room) return words
    }
    return undefined
  }

  private podsOn(node: StoredObject): readonly StoredObject[] {
    return this.world.store
      .list(typeOf('Pod'))
      .filter((pod) => at(pod, 'spec', 'nodeName') === node.metadata.name && !isEnding(pod))
  }

  private crowd(pod: StoredObject, node: StoredObject): number {
    const owner = pod.metadata.ownerReferences?.[0]?.uid
    const there = this.podsOn(node)
    const siblings = there.filter((other) => owner !== undefined && other.metadata.ownerReferences?.[0]?.uid === owner)
    return siblings.length * 1000 + there.length
  }
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
const hostPortTaken = (pod: StoredObject, others: readonly StoredObject[]) =>
  hostPorts(pod).some((port) => others.some((other) => hostPorts(other).includes(port)))

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
