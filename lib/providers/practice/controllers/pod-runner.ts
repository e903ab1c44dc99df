/**
 * One pod on one simulated machine: pulls its images, runs its init containers one after another and then its containers,
 * and restarts them as its policy says. Images by well-known names drive failures: `…/fails-to-pull…`,
 * `…/fails-to-start…` (crash loop), `…/fails-readiness…`.
 */
import { at, type JsonObject, type StoredObject, sameJson, textAt } from '../kube-api/kube-object'
import { timestamp } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'
import { ContainerOutput } from './container-output'
import { type Program, programOf } from './container-program'
import { type ContainerRunner, isFaulty, runnerOf, runsForever } from './container-runner'
import type { MachineStates } from './kubelet-controller'
import { type ContainerState, containersOf, initContainersOf, isRunning, podStatusOf, waitingState } from './pod-status'
import { isEnding, type PracticeWorld, writeStatus } from './practice-world'

/** In the cluster's time, close to what a Raspberry Pi 4 with warm images needs. */
const PULL_MS = 2_500
const START_MS = 700
const CRASH_AFTER_MS = 2_000
const JOB_MS = 1_500
const BACKOFF_MS = 10_000
const MAX_BACKOFF_MS = 300_000
/** Words of a script that are done before others have their turn. */
const STEPS_AT_ONCE = 200
const PROBE_FAILED = 'Readiness probe failed: HTTP probe failed with statuscode: 503'

export class PodRunner {
  private readonly world: PracticeWorld
  private readonly machines: MachineStates
  private readonly pod: StoredObject
  private readonly node: string
  private readonly takeIp: () => string
  private readonly runners: readonly ContainerRunner[]
  private readonly timers = new Set<() => void>()
  private podIp: string
  private stopped = false

  constructor(world: PracticeWorld, machines: MachineStates, pod: StoredObject, takeIp: () => string) {
    this.world = world
    this.machines = machines
    this.pod = pod
    this.takeIp = takeIp
    this.node = textAt(pod, 'spec', 'nodeName')
    this.podIp = textAt(pod, 'status', 'podIP')
    this.runners = [
      ...initContainersOf(pod).map((spec) => runnerOf(pod, spec, true)),
      ...containersOf(pod).map((spec) => runnerOf(pod, spec, false)),
    ]
  }

  /** Brings the pod up; what ran when this process was started goes on running. */
  start(): void {
    const running = this.runners.filter((runner) => !runner.init && isRunning(runner.state))
    if (running.length > 0) {
      for (const runner of running) this.play(runner)
      return
    }
    this.report()
    this.later(START_MS, () => {
      // The network comes before the images.
      if (this.podIp === '') this.podIp = this.takeIp()
      this.report()
      this.next()
    })
  }

  stop(): void {
    this.stopped = true
    for (const runner of this.runners) runner.output.end()
    for (const cancel of this.timers) cancel()
    this.timers.clear()
  }

  outputOf(name: string, previous: boolean): ContainerOutput | undefined {
    const runner = this.runners.find((one) => one.name === name)
    if (runner === undefined || !runner.plays) return undefined
    return previous ? runner.previous : runner.output
  }

  /** Init containers one by one, then all others together. */
  private next(): void {
    const init = this.runners.find((runner) => runner.init && at(runner.state.state, 'terminated', 'exitCode') !== 0)
    if (init !== undefined) {
      this.pull(init)
      return
    }
    for (const runner of this.runners.filter((one) => !one.init)) this.pull(runner)
  }

  private pull(runner: ContainerRunner): void {
    const image = textAt(runner.spec, 'image')
    const here = this.machines.hasImage(this.node, image)
    const policy = textAt(runner.spec, 'imagePullPolicy')
    if (!here && policy === 'Never') {
      this.neverPull(runner, image)
      return
    }
    if (here && policy !== 'Always') {
      this.event(
        runner,
        'Normal',
        'Pulled',
        `Container image "${image}" already present on machine and can be accessed by the pod`,
      )
      this.create(runner)
      return
    }
    this.event(runner, 'Normal', 'Pulling', `Pulling image "${image}"`)
    const pullMs = here ? START_MS : PULL_MS
    this.later(pullMs, () => {
      if (isFaulty(runner.spec, 'fails-to-pull')) {
        this.refusePull(runner, image, BACKOFF_MS)
        return
      }
      const took = `${(pullMs / 1000).toFixed(3).replace(/0+$/, '')}s`
      this.event(
        runner,
        'Normal',
        'Pulled',
        `Successfully pulled image "${image}" in ${took} (${took} including waiting)`,
      )
      this.machines.addImage(this.node, image)
      this.create(runner)
    })
  }

  private neverPull(runner: ContainerRunner, image: string): void {
    const words = `Container image "${image}" is not present with pull policy of Never`
    this.event(runner, 'Warning', 'ErrImageNeverPull', words)
    this.event(runner, 'Warning', 'Failed', 'Error: ErrImageNeverPull')
    this.set(runner, { state: waitingState('ErrImageNeverPull', words), ready: false })
    this.later(BACKOFF_MS, () => this.pull(runner))
  }

  private refusePull(runner: ContainerRunner, image: string, backoffMs: number): void {
    const words = `failed to pull and unpack image "${image}": not found`
    this.event(runner, 'Warning', 'Failed', `Failed to pull image "${image}": ${words}`)
    this.event(runner, 'Warning', 'Failed', 'Error: ErrImagePull')
    this.set(runner, { state: waitingState('ErrImagePull', words), ready: false })
    this.later(START_MS, () => {
      this.event(runner, 'Normal', 'BackOff', `Back-off pulling image "${image}"`)
      this.event(runner, 'Warning', 'Failed', 'Error: ImagePullBackOff')
      this.set(runner, {
        state: waitingState('ImagePullBackOff', `Back-off pulling image "${image}": ${words}`),
        ready: false,
      })
      this.later(backoffMs, () => this.refusePull(runner, image, Math.min(MAX_BACKOFF_MS, backoffMs * 2)))
    })
  }

  private create(runner: ContainerRunner): void {
    this.later(START_MS, () => {
      this.event(runner, 'Normal', 'Created', 'Container created')
      this.event(runner, 'Normal', 'Started', 'Container started')
      const probed = at(runner.spec, 'readinessProbe') !== undefined
      const fails = isFaulty(runner.spec, 'fails-readiness')
      runner.previous = runner.output
      runner.output = new ContainerOutput()
      this.set(runner, { state: { running: { startedAt: this.now() } }, ready: !runner.init && !probed && !fails })
      if (fails) this.later(START_MS, () => this.event(runner, 'Warning', 'Unhealthy', PROBE_FAILED))
      else if (probed && !runner.init)
        this.later(Number(at(runner.spec, 'readinessProbe', 'initialDelaySeconds') ?? 0) * 1000 + START_MS, () => {
          if (isRunning(runner.state)) this.set(runner, { ready: true })
        })
      this.play(runner)
    })
  }

  private play(runner: ContainerRunner): void {
    if (isFaulty(runner.spec, 'fails-to-start')) {
      this.later(CRASH_AFTER_MS, () => this.over(runner, 1))
      return
    }
    const program = programOf(runner.spec, this.world.now)
    runner.plays = program !== undefined
    if (program !== undefined) {
      this.step(runner, program)
      return
    }
    const ends =
      runner.init ||
      (this.pod.metadata.ownerReferences?.some((owner) => owner.kind === 'Job') && !runsForever(runner.spec))
    if (ends) this.later(JOB_MS, () => this.over(runner, 0))
  }

  private step(runner: ContainerRunner, program: Program): void {
    for (let steps = 0; steps < STEPS_AT_ONCE; steps++) {
      const { value, done } = program.next()
      if (done || value === undefined) {
        this.over(runner, 0)
        return
      }
      if (value.does === 'exit') {
        this.later(START_MS, () => this.over(runner, value.code))
        return
      }
      if (value.does === 'wait') {
        if (Number.isFinite(value.ms)) this.later(value.ms, () => this.step(runner, program))
        return
      }
      if (value.does === 'say') runner.output.write({ at: this.world.now(), text: value.text })
    }
    // One that never waits must let others work.
    this.later(START_MS, () => this.step(runner, program))
  }

  private over(runner: ContainerRunner, exitCode: number): void {
    runner.output.end()
    const terminated = {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      startedAt: at(runner.state.state, 'running', 'startedAt') ?? this.now(),
      finishedAt: this.now(),
    }
    const policy = textAt(this.pod, 'spec', 'restartPolicy')
    const again = runner.init
      ? exitCode !== 0 && policy !== 'Never'
      : policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0)
    this.set(runner, { state: { terminated }, ready: false })
    if (!again) {
      if (runner.init && exitCode === 0) this.next()
      return
    }
    // The first restart comes at once; each further one waits twice as long.
    const { restarts } = runner.state
    if (restarts === 0) {
      this.restart(runner, terminated)
      return
    }
    const backoffMs = Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** (restarts - 1))
    const place = `${this.pod.metadata.name}_${this.pod.metadata.namespace}(${this.pod.metadata.uid})`
    this.later(START_MS, () => {
      this.event(runner, 'Warning', 'BackOff', `Back-off restarting failed container ${runner.name} in pod ${place}`)
      const words = `back-off ${shortTime(backoffMs)} restarting failed container=${runner.name} pod=${place}`
      this.set(runner, { state: waitingState('CrashLoopBackOff', words), lastState: { terminated } })
      this.later(backoffMs, () => this.restart(runner, terminated))
    })
  }

  private restart(runner: ContainerRunner, terminated: JsonObject): void {
    runner.state = { ...runner.state, lastState: { terminated }, restarts: runner.state.restarts + 1 }
    this.pull(runner)
  }

  private set(runner: ContainerRunner, change: Partial<ContainerState>): void {
    runner.state = { ...runner.state, ...change }
    this.report()
  }

  private later(ms: number, then: () => void): void {
    const cancel = this.world.timers.after(ms, () => {
      this.timers.delete(cancel)
      const current = this.current()
      if (this.stopped || current === undefined || isEnding(current)) return
      // A machine that is away does nothing that anybody hears of; it goes on when it is back.
      if (this.machines.answers(this.node)) then()
      else this.later(Math.max(ms, START_MS), then)
    })
    this.timers.add(cancel)
  }

  private current(): StoredObject | undefined {
    const found = this.world.store.get(typeOf('Pod'), this.pod.metadata.namespace, this.pod.metadata.name)
    return found?.metadata.uid === this.pod.metadata.uid ? found : undefined
  }

  private report(): void {
    const current = this.current()
    if (current === undefined) return
    const states = (init: boolean) =>
      new Map(this.runners.filter((one) => one.init === init).map((one) => [one.name, one.state]))
    const facts = { podIp: this.podIp, hostIp: this.machines.address(this.node), now: this.now() }
    const status = podStatusOf(current, { containers: states(false), initContainers: states(true), ...facts })
    if (!sameJson(current['status'], status)) writeStatus(this.world.store, current, status)
  }

  private now(): string {
    return timestamp(this.world.now())
  }

  private event(runner: ContainerRunner, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const fieldPath = `spec.${runner.init ? 'initContainers' : 'containers'}{${runner.name}}`
    this.world.events.record(this.pod, type, reason, message, 'kubelet', { fieldPath })
  }
}

/** `10s`, `2m40s`, as Go writes durations. */
function shortTime(ms: number): string {
  const [minutes, seconds] = [Math.floor(ms / 60_000), Math.round((ms % 60_000) / 1000)]
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds}s`
}
