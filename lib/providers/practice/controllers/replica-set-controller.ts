import { at, isObject, type JsonObject, listAt, type StoredObject, sameJson } from '../kube-api/kube-object'
import { timestamp } from '../kube-api/object-store'
import { admitPod } from '../kube-api/pod-admission'
import { randomName } from '../kube-api/random-name'
import { typeOf } from '../kube-api/resource-type'
import { selectorMatcher } from '../kube-api/selectors'
import { withDefaults } from '../kube-api/with-defaults'
import {
  type Controller,
  controllerReference,
  isActivePod,
  isControlledBy,
  isEnding,
  isReady,
  type PracticeWorld,
  watchKinds,
  withoutZeros,
  writeStatus,
} from './practice-world'
import { BURST, Shortages } from './shortages'

const NAME = 'replicaset-controller'

/** Keeps as many pods as each ReplicaSet wants. The unplaced and the youngest are ended first, as on the real one. */
export class ReplicaSetController implements Controller {
  readonly name = NAME
  readonly watches = watchKinds('ReplicaSet', 'Pod')
  private readonly world: PracticeWorld
  private readonly shortages: Shortages

  constructor(world: PracticeWorld) {
    this.world = world
    this.shortages = new Shortages(world, NAME)
  }

  reconcile(): void {
    const pods = this.world.store.list(typeOf('Pod'))
    this.shortages.tendEach(this.world.store.list(typeOf('ReplicaSet')), (set) => this.keep(set, pods))
  }

  private keep(set: StoredObject, pods: readonly StoredObject[]): void {
    this.adopt(set, pods)
    const own = this.world.store
      .list(typeOf('Pod'), set.metadata.namespace)
      .filter((pod) => isControlledBy(pod, set) && isActivePod(pod))
    const wanted = Number(at(set, 'spec', 'replicas') ?? 1)
    let failure: string | undefined
    if (!isEnding(set)) {
      // Each pod that comes makes this look again, so the rest follows.
      for (let missing = Math.min(BURST, wanted - own.length); missing > 0 && failure === undefined; missing--)
        failure = this.shortages.attempt(set, () => this.startPod(set))
      const surplus = [...own].sort(endFirst).slice(0, Math.max(0, own.length - wanted))
      for (const pod of surplus) this.endPod(set, pod)
    }
    const all = this.world.store.list(typeOf('Pod'), set.metadata.namespace).filter((pod) => isControlledBy(pod, set))
    const current = all.filter(isActivePod)
    const ready = current.filter(isReady).length
    const status = {
      replicas: current.length,
      terminatingReplicas: all.filter(isEnding).length,
      ...withoutZeros({ fullyLabeledReplicas: current.length, readyReplicas: ready, availableReplicas: ready }),
      observedGeneration: set.metadata.generation,
      ...(failure === undefined ? {} : { conditions: [this.failed(set, failure)] }),
    }
    if (!sameJson(set['status'], status)) writeStatus(this.world.store, set, status)
  }

  /** As it was told first: each attempt has another name in its words. */
  private failed(set: StoredObject, message: string): JsonObject {
    const before = listAt(set, 'status', 'conditions').find((one) => one['type'] === 'ReplicaFailure')
    const lastTransitionTime = timestamp(this.world.now())
    return before ?? { type: 'ReplicaFailure', status: 'True', lastTransitionTime, reason: 'FailedCreate', message }
  }

  /** Pods that nobody owns and that the selector fits become its own. */
  private adopt(set: StoredObject, pods: readonly StoredObject[]): void {
    if (isEnding(set)) return
    const matches = selectorMatcher(at(set, 'spec', 'selector'))
    for (const pod of pods) {
      if (
        pod.metadata.namespace !== set.metadata.namespace ||
        pod.metadata.ownerReferences?.some((one) => one.controller)
      )
        continue
      if (!isActivePod(pod) || !matches(pod)) continue
      const ownerReferences = [...(pod.metadata.ownerReferences ?? []), controllerReference(set)]
      this.world.store.update(typeOf('Pod'), { ...pod, metadata: { ...pod.metadata, ownerReferences } })
    }
  }

  private startPod(set: StoredObject): void {
    const pod = podOf(set, `${set.metadata.name}-${randomName()}`)
    this.world.store.create(typeOf('Pod'), pod)
    this.world.events.record(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`, NAME)
  }

  private endPod(set: StoredObject, pod: StoredObject): void {
    this.world.store.delete(typeOf('Pod'), pod.metadata.namespace, pod.metadata.name, undefined)
    this.world.events.record(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`, NAME)
  }
}

function endFirst(a: StoredObject, b: StoredObject): number {
  const placed = (pod: StoredObject) => Number(Boolean(at(pod, 'spec', 'nodeName')))
  const age = (pod: StoredObject) => pod.metadata.creationTimestamp ?? ''
  return placed(a) - placed(b) || Number(isReady(a)) - Number(isReady(b)) || age(b).localeCompare(age(a))
}

/** A pod from the template of its owner, admitted as the real server admits it. */
export function podOf(owner: StoredObject, name: string, extraSpec: JsonObject = {}): StoredObject {
  const template = at(owner, 'spec', 'template')
  const metadata = at(template, 'metadata')
  const labels = at(metadata, 'labels')
  const annotations = at(metadata, 'annotations')
  const spec = at(template, 'spec')
  const pod: StoredObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      ...(name.startsWith(`${owner.metadata.name}-`) ? { generateName: `${owner.metadata.name}-` } : {}),
      namespace: owner.metadata.namespace ?? 'default',
      // A stored template was checked to have labels of strings.
      labels: { ...(isObject(labels) ? (labels as Record<string, string>) : {}) },
      ...(isObject(annotations) ? { annotations: annotations as Record<string, string> } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    spec: { ...(isObject(spec) ? spec : {}), ...extraSpec },
  }
  return admitPod(withDefaults(typeOf('Pod'), pod))
}
