import { admitJob } from '../kube-api/job-admission'
import { at, isObject, listAt, type StoredObject, sameJson, textAt } from '../kube-api/kube-object'
import { timestamp } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'
import { withDefaults } from '../kube-api/with-defaults'
import { nextTime } from './cron-schedule'
import {
  type Controller,
  controllerReference,
  isControlledBy,
  isEnding,
  type PracticeWorld,
  watchKinds,
  writeStatus,
} from './practice-world'
import { Shortages } from './shortages'

const NAME = 'cronjob-controller'
/** Jobs that a status names. */
const MOST_REFERENCES = 100

/** A Job at every time of a CronJob's schedule, by the clock of this machine: schedules are not made faster. */
export class CronJobController implements Controller {
  readonly name = NAME
  readonly watches = watchKinds('CronJob', 'Job')
  private readonly world: PracticeWorld
  private readonly shortages: Shortages
  /** When schedules come next, as of the minute in which they were asked. */
  private readonly next = new Map<string, number | undefined>()
  private nextOf = 0
  /** By uid: what is waited for, and how to call it off. */
  private readonly waiting = new Map<string, { readonly at: number; readonly cancel: () => void }>()

  constructor(world: PracticeWorld) {
    this.world = world
    this.shortages = new Shortages(world, NAME)
  }

  reconcile(): void {
    const all = this.world.store.list(typeOf('CronJob')).filter((one) => !isEnding(one))
    this.shortages.tendEach(all, (cron) => this.keep(cron))
    const present = new Set(all.map((cron) => cron.metadata.uid))
    for (const [uid, entry] of this.waiting) {
      if (present.has(uid)) continue
      entry.cancel()
      this.waiting.delete(uid)
    }
  }

  private keep(cron: StoredObject): void {
    const uid = cron.metadata.uid ?? ''
    const jobs = this.world.store
      .list(typeOf('Job'), cron.metadata.namespace)
      .filter((job) => isControlledBy(job, cron))
    const active = jobs.filter((job) => !isOver(job))
    this.forgetOld(cron, jobs.filter(isOver))
    const refs = active
      .slice(0, MOST_REFERENCES)
      .map(({ apiVersion, kind, metadata: { name, namespace, uid: jobUid, resourceVersion } }) => ({
        ...{ apiVersion, kind, name, namespace, uid: jobUid, resourceVersion },
      }))
    const last = at(cron, 'status', 'lastScheduleTime')
    const status = {
      ...(refs.length === 0 ? {} : { active: refs }),
      ...(last === undefined ? {} : { lastScheduleTime: last }),
    }
    if (!sameJson(cron['status'], status)) writeStatus(this.world.store, cron, status)
    const next = at(cron, 'spec', 'suspend') === true ? undefined : this.nextTimeOf(textAt(cron, 'spec', 'schedule'))
    const waiting = this.waiting.get(uid)
    if (waiting?.at === next) return
    waiting?.cancel()
    if (next === undefined) {
      this.waiting.delete(uid)
      return
    }
    const cancel = this.world.timers.atTime(next, () => this.shortages.attempt(cron, () => this.fire(cron, next)))
    this.waiting.set(uid, { at: next, cancel })
  }

  /** Looked for once a minute: a schedule that never comes is looked for over years. */
  private nextTimeOf(schedule: string): number | undefined {
    const now = this.world.now()
    const minute = Math.floor(now / 60_000)
    if (this.nextOf !== minute) this.next.clear()
    this.nextOf = minute
    if (!this.next.has(schedule)) this.next.set(schedule, nextTime(schedule, now))
    return this.next.get(schedule)
  }

  /** As many jobs of each outcome stay as are wanted; without this there would be one more every minute. */
  private forgetOld(cron: StoredObject, over: readonly StoredObject[]): void {
    const succeeded = (job: StoredObject) => at(job, 'status', 'completionTime') !== undefined
    const limits = [
      [over.filter(succeeded), 'successfulJobsHistoryLimit', 3],
      [over.filter((job) => !succeeded(job)), 'failedJobsHistoryLimit', 1],
    ] as const
    for (const [jobs, field, usual] of limits) {
      const limit = Number(at(cron, 'spec', field) ?? usual)
      const newest = [...jobs].filter((job) => !isEnding(job)).sort((a, b) => (age(a) < age(b) ? 1 : -1))
      for (const job of newest.slice(Math.max(0, limit))) {
        this.world.store.delete(typeOf('Job'), job.metadata.namespace, job.metadata.name, undefined)
        this.world.events.record(cron, 'Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`, NAME)
      }
    }
  }

  private fire(cron: StoredObject, at_: number): void {
    const current = this.world.store.get(typeOf('CronJob'), cron.metadata.namespace, cron.metadata.name)
    this.waiting.delete(cron.metadata.uid ?? '')
    if (current?.metadata.uid !== cron.metadata.uid || current === undefined) return
    // A timer cannot wait for months.
    if (this.world.now() + 1_000 < at_) {
      this.keep(current)
      return
    }
    const template = at(current, 'spec', 'jobTemplate')
    const spec = at(template, 'spec')
    const name = `${current.metadata.name}-${Math.floor(at_ / 60_000)}`
    const type = typeOf('Job')
    if (this.world.store.get(type, current.metadata.namespace, name) === undefined) {
      this.world.store.create(
        type,
        admitJob(
          withDefaults(type, {
            apiVersion: 'batch/v1',
            kind: 'Job',
            metadata: {
              name,
              namespace: current.metadata.namespace ?? 'default',
              annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': timestamp(at_) },
              ownerReferences: [controllerReference(current)],
            },
            spec: isObject(spec) ? spec : {},
          }),
        ),
      )
      this.world.events.record(current, 'Normal', 'SuccessfulCreate', `Created job ${name}`, NAME)
    }
    const status = isObject(current['status']) ? current['status'] : {}
    writeStatus(this.world.store, current, { ...status, lastScheduleTime: timestamp(at_) })
  }
}

const isOver = (job: StoredObject) =>
  listAt(job, 'status', 'conditions').some((one) => one['type'] === 'Complete' || one['type'] === 'Failed')
const age = (job: StoredObject) => job.metadata.creationTimestamp ?? ''
