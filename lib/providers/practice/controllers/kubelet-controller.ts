/**
 * The kubelets of all simulated machines. A pod that was placed on a machine that works is
 * `ContainerCreating` → (image pulled, or `ErrImagePull`/`ImagePullBackOff`) → `Running` → over, or run again; one that is
 * to end is given a moment and removed. A machine that is cut off or off keeps its pods as they were: nobody hears of them.
 */
import { isObject, listAt, type StoredObject, textAt } from '../kube-api/kube-object'
import { typeOf } from '../kube-api/resource-type'
import type { ContainerOutput } from './container-output'
import { PodRunner } from './pod-runner'
import { containersOf } from './pod-status'
import { type Controller, isEnding, type PracticeWorld, watchKinds } from './practice-world'

/** A container that listens to its end needs about this long, in the cluster's time. */
const END_MS = 1_000

/** What the machines are like right now; see lib/providers/practice/machines. */
export interface MachineStates {
  /** Runs, and the API server hears it. */
  answers(node: string): boolean
  hasImage(node: string, image: string): boolean
  addImage(node: string, image: string): void
  podSubnet(node: string): string
  address(node: string): string
  /** Disk pressure, and the like: pods there start no more. */
  isFull(node: string): boolean
}

export class KubeletController implements Controller {
  readonly name = 'kubelet'
  readonly watches = watchKinds('Pod', 'Node')
  private readonly world: PracticeWorld
  private readonly machines: MachineStates
  /** Pods that this process runs, by uid. */
  private readonly running = new Map<string, PodRunner>()
  /** How to call off the end of a pod, by uid. */
  private readonly endings = new Map<string, () => void>()
  private readonly lastIp = new Map<string, number>()

  constructor(world: PracticeWorld, machines: MachineStates) {
    this.world = world
    this.machines = machines
  }

  reconcile(): void {
    const pods = this.world.store.list(typeOf('Pod'))
    const present = new Set(pods.map((pod) => pod.metadata.uid))
    for (const [uid, runner] of this.running) {
      if (present.has(uid)) continue
      runner.stop()
      this.running.delete(uid)
    }
    for (const [uid, cancel] of this.endings) {
      if (present.has(uid)) continue
      cancel()
      this.endings.delete(uid)
    }
    for (const pod of pods) {
      const node = textAt(pod, 'spec', 'nodeName')
      if (node === '' || !this.machines.answers(node)) continue
      if (isEnding(pod)) this.end(pod)
      else this.start(pod)
    }
  }

  /** What a container of a pod wrote; undefined when its program is none of those that practice plays. */
  outputOf(
    pod: StoredObject,
    { container, previous }: { readonly container: string; readonly previous: boolean },
  ): ContainerOutput | undefined {
    return this.running.get(pod.metadata.uid ?? '')?.outputOf(container, previous)
  }

  private start(pod: StoredObject): void {
    const uid = pod.metadata.uid ?? ''
    const phase = textAt(pod, 'status', 'phase')
    if (this.running.has(uid) || phase === 'Succeeded' || phase === 'Failed') return
    const runner = new PodRunner(this.world, this.machines, pod, () => this.nextIp(textAt(pod, 'spec', 'nodeName')))
    this.running.set(uid, runner)
    runner.start()
  }

  private end(pod: StoredObject): void {
    const uid = pod.metadata.uid ?? ''
    if (this.endings.has(uid)) return
    this.running.get(uid)?.stop()
    const grace = Number(pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000
    const statuses = listAt(pod, 'status', 'containerStatuses')
    for (const container of containersOf(pod)) {
      const name = textAt(container, 'name')
      const status = statuses.find((one) => one['name'] === name)
      if (isObject(status?.['state']) && 'running' in status['state'])
        this.world.events.record(pod, 'Normal', 'Killing', `Stopping container ${name}`, 'kubelet', {
          fieldPath: `spec.containers{${name}}`,
        })
    }
    const cancel = this.world.timers.after(Math.min(grace, END_MS), () => {
      this.endings.delete(uid)
      const current = this.world.store.get(typeOf('Pod'), pod.metadata.namespace, pod.metadata.name)
      if (current?.metadata.uid !== uid || !this.machines.answers(textAt(current, 'spec', 'nodeName'))) return
      this.world.store.delete(typeOf('Pod'), current.metadata.namespace, current.metadata.name, 0)
    })
    this.endings.set(uid, cancel)
  }

  private nextIp(node: string): string {
    const last = (this.lastIp.get(node) ?? 1) + 1
    this.lastIp.set(node, last >= 254 ? 2 : last)
    return `${this.machines.podSubnet(node)}.${last}`
  }
}
