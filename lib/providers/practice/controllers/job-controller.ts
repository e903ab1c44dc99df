import { at, type JsonObject, listAt, type StoredObject, sameJson, textAt } from '../kube-api/kube-object'
import { timestamp } from '../kube-api/object-store'
import { randomName } from '../kube-api/random-name'
import { typeOf } from '../kube-api/resource-type'
import {
  type Controller,
  isActivePod,
  isControlledBy,
  isEnding,
  isReady,
  type PracticeWorld,
  watchKinds,
  writeStatus,
} from './practice-world'
import { podOf } from './replica-set-controller'
import { BURST, Shortages } from './shortages'

const NAME = 'job-controller'
/** As the real one: ten seconds, doubled for every failure, at most ten minutes. */
const BACKOFF_MS = 10_000
const MAX_BACKOFF_MS = 600_000

/** Pods until as many as wanted have succeeded, or more have failed than may. */
export class JobController implements Controller {
  readonly name = NAME
  readonly watches = watchKinds('Job', 'Pod')
  private readonly world: PracticeWorld
  /** Jobs that wait before they try again, or have waited, by uid: how often they had failed. */
  private readonly waiting = new Map<string, { readonly failed: number; over: boolean }>()

  private readonly shortages: Shortages

  constructor(world: PracticeWorld) {
    this.world = world
    this.shortages = new Shortages(world, NAME)
  }

  reconcile(): void {
    const present = this.world.store.list(typeOf('Job')).filter((job) => !isEnding(job))
    this.shortages.tendEach(present, (job) => this.keep(job))
    const uids = new Set(present.map((job) => job.metadata.uid))
    for (const uid of this.waiting.keys()) if (!uids.has(uid)) this.waiting.delete(uid)
  }

  private keep(job: StoredObject): void {
    const pods = this.world.store.list(typeOf('Pod'), job.metadata.namespace).filter((pod) => isControlledBy(pod, job))
    const inPhase = (phase: string) => pods.filter((pod) => textAt(pod, 'status', 'phase') === phase).length
    const [succeeded, failed] = [inPhase('Succeeded'), inPhase('Failed')]
    const active = pods.filter(isActivePod)
    const over = listAt(job, 'status', 'conditions').some(
      (one) => one['type'] === 'Complete' || one['type'] === 'Failed',
    )
    const wanted = Number(at(job, 'spec', 'completions') ?? 1)
    const suspended = at(job, 'spec', 'suspend') === true
    const restarts = active.reduce((sum, pod) => sum + restartsOf(pod), 0)
    const outcome = over
      ? undefined
      : succeeded >= wanted
        ? COMPLETE
        : failed + restarts > Number(at(job, 'spec', 'backoffLimit') ?? 6)
          ? FAILED
          : undefined
    if (over || outcome !== undefined || suspended) for (const pod of active) this.endPod(pod)
    else
      this.startMissing(
        job,
        Math.min(Number(at(job, 'spec', 'parallelism') ?? 1), wanted - succeeded) - active.length,
        failed,
      )
    this.report(job, { succeeded, failed, suspended, outcome })
  }

  private startMissing(job: StoredObject, missing: number, failed: number): void {
    const uid = job.metadata.uid ?? ''
    if (missing <= 0) return
    const wait = this.waiting.get(uid)
    if (failed > 0 && wait?.failed !== failed) {
      const begun = { failed, over: false }
      this.waiting.set(uid, begun)
      this.world.timers.after(Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** (failed - 1)), () => {
        begun.over = true
        const current = this.world.store.get(typeOf('Job'), job.metadata.namespace, job.metadata.name)
        if (current?.metadata.uid === uid && !isEnding(current)) this.start(current, missing)
      })
      return
    }
    if (failed === 0 || wait?.over === true) this.start(job, missing)
  }

  private start(job: StoredObject, count: number): void {
    let failure: string | undefined
    // Each pod that comes makes this look again, so the rest follows.
    for (let number = 0; number < Math.min(BURST, count) && failure === undefined; number++)
      failure = this.shortages.attempt(job, () => this.startOne(job))
  }

  private startOne(job: StoredObject): void {
    const pod = podOf(job, `${job.metadata.name}-${randomName()}`)
    this.world.store.create(typeOf('Pod'), pod)
    this.world.events.record(job, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`, NAME)
  }

  private endPod(pod: StoredObject): void {
    this.world.store.delete(typeOf('Pod'), pod.metadata.namespace, pod.metadata.name, undefined)
  }

  private report(job: StoredObject, { succeeded, failed, suspended, outcome }: JobCounts): void {
    const { store, events, now } = this.world
    const pods = store.list(typeOf('Pod'), job.metadata.namespace).filter((pod) => isControlledBy(pod, job))
    const active = pods.filter(isActivePod)
    const at_ = timestamp(now())
    const old = listAt(job, 'status', 'conditions')
    const fresh = outcome === undefined ? [] : outcome.types.map((type) => conditionOf(type, outcome, at_))
    const completed = at(job, 'status', 'completionTime') ?? (outcome === COMPLETE ? at_ : undefined)
    const conditions = [...old, ...fresh]
    const status: JsonObject = {
      ...(active.length === 0 ? {} : { active: active.length }),
      ready: active.filter(isReady).length,
      terminating: pods.filter(isEnding).length,
      ...(succeeded === 0 ? {} : { succeeded }),
      ...(failed === 0 ? {} : { failed }),
      ...(suspended ? {} : { startTime: at(job, 'status', 'startTime') ?? at_ }),
      ...(completed === undefined ? {} : { completionTime: completed }),
      ...(conditions.length === 0 ? {} : { conditions }),
      uncountedTerminatedPods: {},
    }
    if (!sameJson(job['status'], status)) writeStatus(store, job, status)
    if (outcome !== undefined) events.record(job, outcome.level, outcome.event, outcome.words, NAME)
  }
}

interface JobCounts {
  readonly succeeded: number
  readonly failed: number
  readonly suspended: boolean
  readonly outcome: Outcome | undefined
}

interface Outcome {
  readonly types: readonly string[]
  readonly reason: string
  readonly message: string
  readonly level: 'Normal' | 'Warning'
  readonly event: string
  readonly words: string
}

const COMPLETE: Outcome = {
  types: ['SuccessCriteriaMet', 'Complete'],
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
  level: 'Normal',
  event: 'Completed',
  words: 'Job completed',
}
const FAILED: Outcome = {
  types: ['FailureTarget', 'Failed'],
  reason: 'BackoffLimitExceeded',
  message: 'Job has reached the specified backoff limit',
  level: 'Warning',
  event: 'BackoffLimitExceeded',
  words: 'Job has reached the specified backoff limit',
}

const conditionOf = (type: string, { reason, message }: Outcome, now: string): JsonObject => ({
  type,
  status: 'True',
  lastProbeTime: now,
  lastTransitionTime: now,
  reason,
  message,
})

const restartsOf = (pod: StoredObject) =>
  listAt(pod, 'status', 'containerStatuses').reduce((sum, one) => sum + Number(one['restartCount'] ?? 0), 0)
