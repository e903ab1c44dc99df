import { at, type StoredObject, sameJson } from '../kube-api/kube-object'
import { typeOf } from '../kube-api/resource-type'
import {
  type Controller,
  isControlledBy,
  isEnding,
  isReady,
  type PracticeWorld,
  watchKinds,
  writeStatus,
} from './practice-world'
import { podOf } from './replica-set-controller'
import { BURST, Shortages } from './shortages'
import { templateHash } from './template-hash'

const NAME = 'statefulset-controller'
const REVISION = 'controller-revision-hash'

const ordinalOf = (pod: StoredObject) => Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? -1)

/** Pods with names that stay: `<set>-0`, `<set>-1` … started in order, ended and replaced from the last one down. */
export class StatefulSetController implements Controller {
  readonly name = NAME
  readonly watches = watchKinds('StatefulSet', 'Pod')
  private readonly world: PracticeWorld

  private readonly shortages: Shortages

  constructor(world: PracticeWorld) {
    this.world = world
    this.shortages = new Shortages(world, NAME)
  }

  reconcile(): void {
    this.shortages.tendEach(this.world.store.list(typeOf('StatefulSet')), (set) => {
      if (!isEnding(set)) this.shortages.attempt(set, () => this.keep(set))
      this.report(set)
    })
  }

  private keep(set: StoredObject): void {
    const wanted = Number(at(set, 'spec', 'replicas') ?? 1)
    const parallel = at(set, 'spec', 'podManagementPolicy') === 'Parallel'
    const revision = revisionOf(set)
    const pods = new Map(this.podsOf(set).map((pod) => [ordinalOf(pod), pod]))
    let started = 0
    for (let ordinal = 0; ordinal < wanted; ordinal++) {
      const pod = pods.get(ordinal)
      if (pod === undefined) {
        // The ones that were started make this look again.
        if (started === BURST) return
        this.startPod(set, ordinal, revision)
        started += 1
      }
      if (!parallel && (pod === undefined || !isReady(pod) || isEnding(pod))) return
    }
    const surplus = [...pods.keys()].filter((ordinal) => ordinal >= wanted).sort((a, b) => b - a)
    for (const ordinal of surplus) {
      this.endPod(set, pods.get(ordinal))
      if (!parallel) return
    }
    if (at(set, 'spec', 'updateStrategy', 'type') === 'OnDelete') return
    const partition = Number(at(set, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0)
    const old = [...pods].filter(
      ([ordinal, pod]) => ordinal >= partition && pod.metadata.labels?.[REVISION] !== revision,
    )
    const [last] = old.sort(([a], [b]) => b - a)
    if (last !== undefined) this.endPod(set, last[1])
  }

  private startPod(set: StoredObject, ordinal: number, revision: string): void {
    const name = `${set.metadata.name}-${ordinal}`
    const pod = podOf(set, name, { hostname: name, subdomain: String(at(set, 'spec', 'serviceName') ?? '') })
    const { generateName: _none, ...metadata } = pod.metadata
    const labels = {
      ...metadata.labels,
      'apps.kubernetes.io/pod-index': String(ordinal),
      'statefulset.kubernetes.io/pod-name': name,
      [REVISION]: revision,
    }
    this.world.store.create(typeOf('Pod'), { ...pod, metadata: { ...metadata, labels } })
    const words = `Create Pod ${name} in StatefulSet ${set.metadata.name} successful`
    this.world.events.record(set, 'Normal', 'SuccessfulCreate', words, NAME)
  }

  private endPod(set: StoredObject, pod: StoredObject | undefined): void {
    if (pod === undefined || isEnding(pod)) return
    this.world.store.delete(typeOf('Pod'), pod.metadata.namespace, pod.metadata.name, undefined)
    const words = `Delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`
    this.world.events.record(set, 'Normal', 'SuccessfulDelete', words, NAME)
  }

  private podsOf(set: StoredObject): readonly StoredObject[] {
    return this.world.store
      .list(typeOf('Pod'), set.metadata.namespace)
      .filter((pod) => isControlledBy(pod, set) && ordinalOf(pod) >= 0)
  }

  private report(set: StoredObject): void {
    const revision = revisionOf(set)
    const pods = this.podsOf(set)
    const ready = pods.filter((pod) => isReady(pod) && !isEnding(pod)).length
    const updated = pods.filter((pod) => pod.metadata.labels?.[REVISION] === revision && !isEnding(pod)).length
    const wanted = Number(at(set, 'spec', 'replicas') ?? 1)
    const before = at(set, 'status', 'currentRevision')
    const status = {
      observedGeneration: set.metadata.generation,
      replicas: pods.length,
      availableReplicas: ready,
      ...(ready === 0 ? {} : { readyReplicas: ready }),
      ...(updated === 0 ? {} : { currentReplicas: updated, updatedReplicas: updated }),
      currentRevision: updated === wanted ? revision : (before ?? revision),
      updateRevision: revision,
      collisionCount: 0,
    }
    if (!sameJson(set['status'], status)) writeStatus(this.world.store, set, status)
  }
}

const revisionOf = (set: StoredObject) => `${set.metadata.name}-${templateHash(set)}`
