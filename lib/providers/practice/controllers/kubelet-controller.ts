/**
 * The kubelets of all simulated machines. A pod that was placed on a machine that works is
 * `ContainerCreating` → (image pulled, or `ErrImagePull`/`ImagePullBackOff`) → `Running` → ready; one that is to end is
 * given a moment and removed. A machine that is cut off or off keeps its pods as they were: nobody hears of them.
 *
 * Images by well-known names drive failures: `…/fails-to-pull…`, `…/fails-to-start…` (crash loop), `…/fails-readiness…`.
 */
import { at, isObject, type JsonObject, listAt, type StoredObject, sameJson, textAt } from '../kube-api/kube-object'
import { timestamp } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'
import { type Controller, isEnding, type PracticeWorld, writeStatus } from './practice-world'

/** In the cluster's time, close to what a Raspberry Pi 4 with warm images needs. */
const PULL_MS = 2_500
const START_MS = 700
const READY_MS = 900
const END_MS = 1_000
const CRASH_AFTER_MS = 2_000
const BACKOFF_MS = 10_000
const MAX_BACKOFF_MS = 300_000

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

const PROBE_FAILED = 'Readiness probe failed: HTTP probe failed with statuscode: 503'

type Fault = 'pull' | 'start' | 'readiness' | undefined

function faultOf(image: string): Fault {
  if (image.includes('fails-to-pull')) return 'pull'
  if (image.includes('fails-to-start')) return 'start'
  return image.includes('fails-readiness') ? 'readiness' : undefined
}

interface Running {
  readonly uid: string
  cancel: () => void
  restarts: number
}

export class KubeletController implements Controller {
  readonly name = 'kubelet'
  private readonly world: PracticeWorld
  private readonly machines: MachineStates
  /** Pods that this process is bringing up, keeping or ending, by uid. */
  private readonly running = new Map<string, Running>()
  private readonly lastIp = new Map<string, number>()

  constructor(world: PracticeWorld, machines: MachineStates) {
    this.world = world
    this.machines = machines
  }

  reconcile(): void {
    const pods = this.world.store.list(typeOf('Pod'))
    const present = new Set(pods.map((pod) => pod.metadata.uid))
    for (const [uid, entry] of this.running) {
      if (present.has(uid)) continue
      entry.cancel()
      this.running.delete(uid)
    }
    for (const pod of pods) {
      const node = textAt(pod, 'spec', 'nodeName')
      if (node === '' || !this.machines.answers(node)) continue
      if (isEnding(pod)) this.end(pod)
      else this.start(pod)
    }
  }

  private start(pod: StoredObject): void {
    const uid = pod.metadata.uid ?? ''
    const phase = textAt(pod, 'status', 'phase')
    if (this.running.has(uid) || phase === 'Succeeded' || phase === 'Failed') return
    const entry: Running = { uid, cancel: () => undefined, restarts: restartsOf(pod) }
    this.running.set(uid, entry)
    if (phase === 'Running') return
    this.pull(pod, entry)
  }

  private later(pod: StoredObject, entry: Running, ms: number, next: (current: StoredObject) => void): void {
    entry.cancel = this.world.timers.after(ms, () => {
      const current = this.current(pod)
      // Ended meanwhile, or its machine went away: the next reconcile takes it up when the machine is back.
      if (current === undefined || isEnding(current)) return
      if (this.machines.answers(textAt(current, 'spec', 'nodeName'))) next(current)
      else this.running.delete(entry.uid)
    })
  }

  private pull(pod: StoredObject, entry: Running): void {
    const node = textAt(pod, 'spec', 'nodeName')
    const images = containersOf(pod).map((container) => textAt(container, 'image'))
    this.report(pod, 'Pending', waiting('ContainerCreating', ''), false)
    const missing = images.filter((image) => !this.machines.hasImage(node, image))
    for (const image of missing) this.event(pod, 'Normal', 'Pulling', `Pulling image "${image}"`)
    const refused = images.find((image) => faultOf(image) === 'pull')
    this.later(pod, entry, missing.length === 0 ? START_MS : PULL_MS + START_MS, (current) => {
      if (refused !== undefined) return this.refusePull(current, entry, refused, BACKOFF_MS)
      for (const image of images) {
        const here = this.machines.hasImage(node, image)
        this.event(
          current,
          'Normal',
          'Pulled',
          here ? `Container image "${image}" already present on machine` : `Successfully pulled image "${image}"`,
        )
        this.machines.addImage(node, image)
      }
      this.run(current, entry)
    })
  }

  private refusePull(pod: StoredObject, entry: Running, image: string, backoffMs: number): void {
    const words = `failed to pull and unpack image "${image}": not found`
    this.event(pod, 'Warning', 'Failed', `Failed to pull image "${image}": ${words}`)
    this.event(pod, 'Warning', 'Failed', 'Error: ErrImagePull')
    this.report(pod, 'Pending', waiting('ErrImagePull', words), false)
    this.later(pod, entry, START_MS, (current) => {
      this.event(current, 'Normal', 'BackOff', `Back-off pulling image "${image}"`)
      this.report(current, 'Pending', waiting('ImagePullBackOff', `Back-off pulling image "${image}"`), false)
      this.later(current, entry, backoffMs, (again) =>
        this.refusePull(again, entry, image, Math.min(MAX_BACKOFF_MS, backoffMs * 2)),
      )
    })
  }

  private run(pod: StoredObject, entry: Running): void {
    const faults = containersOf(pod).map((container) => faultOf(textAt(container, 'image')))
    for (const container of containersOf(pod)) {
      this.event(pod, 'Normal', 'Created', `Container created: ${textAt(container, 'name')}`)
      this.event(pod, 'Normal', 'Started', `Container started: ${textAt(container, 'name')}`)
    }
    const startedAt = timestamp(this.world.now())
    const state = { state: { running: { startedAt } }, lastState: {} }
    this.report(pod, 'Running', state, false, entry.restarts)
    const next: readonly [number, (current: StoredObject) => void] = faults.includes('start')
      ? [CRASH_AFTER_MS, (current) => this.crash(current, entry, startedAt)]
      : faults.includes('readiness')
        ? [READY_MS, (current) => this.event(current, 'Warning', 'Unhealthy', PROBE_FAILED)]
        : textAt(pod, 'spec', 'restartPolicy') === 'Always' || runsForever(pod)
          ? [READY_MS, (current) => this.report(current, 'Running', state, true, entry.restarts)]
          : [READY_MS, (current) => this.complete(current, startedAt)]
    this.later(pod, entry, ...next)
  }

  private complete(pod: StoredObject, startedAt: string): void {
    const ended = {
      terminated: { exitCode: 0, reason: 'Completed', startedAt, finishedAt: timestamp(this.world.now()) },
    }
    this.report(pod, 'Succeeded', { state: ended, lastState: {} }, false)
  }

  private crash(pod: StoredObject, entry: Running, startedAt: string): void {
    const terminated = { exitCode: 1, reason: 'Error', startedAt, finishedAt: timestamp(this.world.now()) }
    const backoffMs = Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** entry.restarts)
    const words = `back-off ${Math.round(backoffMs / 1000)}s restarting failed container`
    this.event(pod, 'Warning', 'BackOff', `Back-off restarting failed container in pod ${pod.metadata.name}`)
    const state = { state: { waiting: { reason: 'CrashLoopBackOff', message: words } }, lastState: { terminated } }
    this.report(pod, 'Running', state, false, entry.restarts)
    this.later(pod, entry, backoffMs, (current) => {
      entry.restarts += 1
      this.run(current, entry)
    })
  }

  private end(pod: StoredObject): void {
    const uid = pod.metadata.uid ?? ''
    const key = `ending ${uid}`
    if (this.running.has(key)) return
    this.running.get(uid)?.cancel()
    this.running.delete(uid)
    const grace = Number(pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000
    for (const container of containersOf(pod))
      this.event(pod, 'Normal', 'Killing', `Stopping container ${textAt(container, 'name')}`)
    const cancel = this.world.timers.after(Math.min(grace, END_MS), () => {
      this.running.delete(key)
      const current = this.current(pod)
      if (current === undefined || !this.machines.answers(textAt(current, 'spec', 'nodeName'))) return
      this.world.store.delete(typeOf('Pod'), current.metadata.namespace, current.metadata.name, 0)
    })
    this.running.set(key, { uid, cancel, restarts: 0 })
  }

  private current(pod: StoredObject): StoredObject | undefined {
    const found = this.world.store.get(typeOf('Pod'), pod.metadata.namespace, pod.metadata.name)
    return found?.metadata.uid === pod.metadata.uid ? found : undefined
  }

  private event(pod: StoredObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.world.events.record(pod, type, reason, message, 'kubelet')
  }

  private report(
    pod: StoredObject,
    phase: string,
    container: JsonObject,
    ready: boolean,
    restarts = restartsOf(pod),
  ): void {
    const current = this.current(pod)
    if (current === undefined) return
    const node = textAt(current, 'spec', 'nodeName')
    const before: JsonObject = isObject(current['status']) ? current['status'] : {}
    const podIp = textAt(before, 'podIP') || (phase === 'Pending' ? '' : this.nextIp(node))
    const hostIp = this.machines.address(node)
    const now = timestamp(this.world.now())
    const conditions = (
      [
        ['PodReadyToStartContainers', podIp !== ''],
        ['Initialized', true],
        ['Ready', ready],
        ['ContainersReady', ready],
        ['PodScheduled', true],
      ] as const
    ).map(([type, holds]) => condition(before, type, holds, now))
    const running = 'running' in (isObject(container['state']) ? container['state'] : {})
    const status = {
      ...before,
      phase,
      conditions,
      hostIP: hostIp,
      hostIPs: [{ ip: hostIp }],
      startTime: before['startTime'] ?? now,
      ...(podIp === '' ? {} : { podIP: podIp, podIPs: [{ ip: podIp }] }),
      containerStatuses: containersOf(current).map((one) => ({
        name: textAt(one, 'name'),
        image: textAt(one, 'image'),
        imageID: phase === 'Pending' ? '' : `practice://${textAt(one, 'image')}`,
        ...(phase === 'Pending' ? {} : { containerID: `practice://${current.metadata.uid}-${textAt(one, 'name')}` }),
        ready,
        started: running,
        restartCount: restarts,
        lastState: {},
        ...container,
      })),
    }
    if (!sameJson(before, status)) writeStatus(this.world.store, current, status)
  }

  private nextIp(node: string): string {
    const last = (this.lastIp.get(node) ?? 1) + 1
    this.lastIp.set(node, last >= 254 ? 2 : last)
    return `${this.machines.podSubnet(node)}.${last}`
  }
}

/** What a container does is not simulated; but this one is known to do nothing until it is stopped. */
const runsForever = (pod: StoredObject): boolean =>
  containersOf(pod).some((container) => /\/(mirrored-)?pause:/.test(textAt(container, 'image')))
const containersOf = (pod: StoredObject) => listAt(pod, 'spec', 'containers')
const restartsOf = (pod: StoredObject) => Number(at(listAt(pod, 'status', 'containerStatuses')[0], 'restartCount') ?? 0)
const waiting = (reason: string, message: string): JsonObject => ({
  state: { waiting: { reason, ...(message === '' ? {} : { message }) } },
  lastState: {},
})

function condition(before: JsonObject, type: string, holds: boolean, now: string): JsonObject {
  const old = listAt(before, 'conditions').find((one) => one['type'] === type)
  const status = holds ? 'True' : 'False'
  return {
    type,
    status,
    lastProbeTime: null,
    lastTransitionTime: old?.['status'] === status ? old['lastTransitionTime'] : now,
    ...(!holds && (type === 'Ready' || type === 'ContainersReady')
      ? { reason: 'ContainersNotReady', message: 'containers with unready status' }
      : {}),
  }
}
