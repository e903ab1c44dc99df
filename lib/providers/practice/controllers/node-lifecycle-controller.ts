/**
 * A machine that answers keeps its node Ready. One that does not is heard of no more: after the monitor's grace the
 * node becomes Unknown and is tainted, its pods stop counting as ready, and when their toleration is over they are
 * marked for deletion, so that their owners start others elsewhere. The marked ones go when the machine is back.
 */
import { isObject, type JsonObject, listAt, type StoredObject, textAt } from '../kube-api/kube-object'
import { timestamp } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'
import type { MachineStates } from './kubelet-controller'
import {
  type Controller,
  conditionOf,
  isEnding,
  isReady,
  type PracticeWorld,
  watchKinds,
  writeStatus,
} from './practice-world'

const NAME = 'node-controller'
/** `--node-monitor-grace-period` of Kubernetes 1.32 and later. */
export const GRACE_MS = 50_000
const UNREACHABLE = 'node.kubernetes.io/unreachable'
const DEFAULT_TOLERATION_S = 300

export class NodeLifecycleController implements Controller {
  readonly name = NAME
  readonly watches = watchKinds('Node', 'Pod')
  private readonly world: PracticeWorld
  private readonly machines: MachineStates
  private readonly silent = new Map<string, () => void>()
  private readonly evictions = new Map<string, () => void>()

  constructor(world: PracticeWorld, machines: MachineStates) {
    this.world = world
    this.machines = machines
  }

  reconcile(): void {
    for (const node of this.world.store.list(typeOf('Node'))) {
      if (this.machines.answers(node.metadata.name)) this.heard(node)
      else this.notHeard(node)
    }
    const pods = new Set(this.world.store.list(typeOf('Pod')).map((pod) => pod.metadata.uid))
    for (const [uid, cancel] of this.evictions) {
      if (pods.has(uid)) continue
      cancel()
      this.evictions.delete(uid)
    }
  }

  private heard(node: StoredObject): void {
    const { name } = node.metadata
    this.silent.get(name)?.()
    this.silent.delete(name)
    const full = this.machines.isFull(name)
    const pressed = conditionOf(node, 'DiskPressure')?.['status'] === 'True'
    const tainted = taintsOf(node).some((taint) => taint['key'] === UNREACHABLE)
    if (isReady(node) && !tainted && full === pressed) return
    for (const pod of this.podsOn(name)) {
      const cancel = this.evictions.get(pod.metadata.uid ?? '')
      if (cancel === undefined) continue
      cancel()
      this.evictions.delete(pod.metadata.uid ?? '')
      this.evictionEvent(pod, 'Cancelling deletion of')
    }
    const wasReady = isReady(node)
    const clean = this.setTaints(
      node,
      taintsOf(node)
        .filter((taint) => taint['key'] !== UNREACHABLE && taint['key'] !== 'node.kubernetes.io/disk-pressure')
        .concat(full ? [{ key: 'node.kubernetes.io/disk-pressure', effect: 'NoSchedule' }] : []),
    )
    this.setConditions(clean, { ready: 'True', diskPressure: full ? 'True' : 'False' })
    if (!wasReady)
      this.world.events.record(node, 'Normal', 'NodeReady', `Node ${name} status is now: NodeReady`, 'kubelet')
    if (full && !pressed)
      this.world.events.record(
        node,
        'Warning',
        'EvictionThresholdMet',
        'Attempting to reclaim ephemeral-storage',
        'kubelet',
      )
    if (!wasReady) for (const pod of this.podsOn(name)) this.setPodReady(pod, true)
  }

  private notHeard(node: StoredObject): void {
    const { name } = node.metadata
    if (!isReady(node)) {
      for (const pod of this.podsOn(name)) this.planEviction(pod)
      return
    }
    if (this.silent.has(name)) return
    this.silent.set(
      name,
      this.world.timers.after(GRACE_MS, () => this.giveUp(name)),
    )
  }

  private giveUp(name: string): void {
    this.silent.delete(name)
    const node = this.world.store.get(typeOf('Node'), undefined, name)
    if (node === undefined || this.machines.answers(name)) return
    const now = timestamp(this.world.now())
    const tainted = this.setTaints(node, [
      ...taintsOf(node),
      { key: UNREACHABLE, effect: 'NoSchedule', timeAdded: now },
      { key: UNREACHABLE, effect: 'NoExecute', timeAdded: now },
    ])
    this.setConditions(tainted, { ready: 'Unknown', diskPressure: 'Unknown' })
    this.world.events.record(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`, NAME)
    for (const pod of this.podsOn(name)) {
      this.setPodReady(pod, false)
      this.world.events.record(pod, 'Warning', 'NodeNotReady', 'Node is not ready', NAME)
      this.planEviction(pod)
    }
  }

  private planEviction(pod: StoredObject): void {
    const uid = pod.metadata.uid ?? ''
    if (this.evictions.has(uid) || isEnding(pod)) return
    const tolerations = listAt(pod, 'spec', 'tolerations').filter(
      (one) =>
        (one['key'] === UNREACHABLE || one['key'] === undefined) &&
        (one['effect'] === 'NoExecute' || one['effect'] === undefined),
    )
    if (tolerations.some((one) => one['tolerationSeconds'] === undefined)) return
    const seconds = Number(tolerations[0]?.['tolerationSeconds'] ?? (tolerations.length > 0 ? DEFAULT_TOLERATION_S : 0))
    const cancel = this.world.timers.after(seconds * 1000, () => {
      this.evictions.delete(uid)
      const current = this.world.store.get(typeOf('Pod'), pod.metadata.namespace, pod.metadata.name)
      if (current?.metadata.uid !== uid || this.machines.answers(textAt(current, 'spec', 'nodeName'))) return
      this.evictionEvent(current, 'Marking for deletion')
      this.markDisrupted(current)
      this.world.store.delete(typeOf('Pod'), pod.metadata.namespace, pod.metadata.name, undefined)
    })
    this.evictions.set(uid, cancel)
  }

  private evictionEvent(pod: StoredObject, what: string): void {
    const { name, namespace } = pod.metadata
    const component = 'taint-eviction-controller'
    this.world.events.record(pod, 'Normal', 'TaintManagerEviction', `${what} Pod ${namespace}/${name}`, component)
  }

  /** Tells the owner of a pod why it goes. */
  private markDisrupted(pod: StoredObject): void {
    const status = isObject(pod['status']) ? pod['status'] : {}
    const others = listAt(pod, 'status', 'conditions').filter((one) => one['type'] !== 'DisruptionTarget')
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      observedGeneration: pod.metadata.generation,
      lastProbeTime: null,
      lastTransitionTime: timestamp(this.world.now()),
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    }
    writeStatus(this.world.store, pod, { ...status, conditions: [...others, condition] })
  }

  private podsOn(node: string): readonly StoredObject[] {
    return this.world.store.list(typeOf('Pod')).filter((pod) => textAt(pod, 'spec', 'nodeName') === node)
  }

  private setTaints(node: StoredObject, taints: readonly JsonObject[]): StoredObject {
    const spec = isObject(node['spec']) ? node['spec'] : {}
    const { taints: _old, ...rest } = spec
    return this.world.store.update(typeOf('Node'), { ...node, spec: taints.length === 0 ? rest : { ...rest, taints } })
  }

  private setConditions(node: StoredObject, states: { readonly ready: string; readonly diskPressure: string }): void {
    const now = timestamp(this.world.now())
    const status: JsonObject = isObject(node['status']) ? node['status'] : {}
    const unknown = states.ready === 'Unknown'
    const make = (type: string, value: string, good: readonly [string, string]) => {
      const old = conditionOf(node, type)
      const same = old?.['status'] === value
      return {
        type,
        status: value,
        lastHeartbeatTime: unknown ? (old?.['lastHeartbeatTime'] ?? now) : now,
        lastTransitionTime: same ? old['lastTransitionTime'] : now,
        reason: unknown ? 'NodeStatusUnknown' : good[0],
        message: unknown ? 'Kubelet stopped posting node status.' : good[1],
      }
    }
    const pressure = states.diskPressure === 'True'
    const conditions = [
      make('MemoryPressure', unknown ? 'Unknown' : 'False', [
        'KubeletHasSufficientMemory',
        'kubelet has sufficient memory available',
      ]),
      make(
        'DiskPressure',
        states.diskPressure,
        pressure
          ? ['KubeletHasDiskPressure', 'kubelet has disk pressure']
          : ['KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
      ),
      make('PIDPressure', unknown ? 'Unknown' : 'False', [
        'KubeletHasSufficientPID',
        'kubelet has sufficient PID available',
      ]),
      make('Ready', states.ready, ['KubeletReady', 'kubelet is posting ready status']),
    ]
    writeStatus(this.world.store, node, { ...status, conditions })
  }

  private setPodReady(pod: StoredObject, ready: boolean): void {
    const status = isObject(pod['status']) ? pod['status'] : {}
    const running = listAt(pod, 'status', 'containerStatuses').every(
      (one) => isObject(one['state']) && 'running' in one['state'],
    )
    const now = timestamp(this.world.now())
    const conditions = listAt(pod, 'status', 'conditions').map((one) =>
      one['type'] === 'Ready' && running ? { ...one, status: ready ? 'True' : 'False', lastTransitionTime: now } : one,
    )
    writeStatus(this.world.store, pod, { ...status, conditions })
  }
}

const taintsOf = (node: StoredObject) => listAt(node, 'spec', 'taints')
