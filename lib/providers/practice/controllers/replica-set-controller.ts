import { withDefaults } from '../kube-api/admission'
import { at, isObject, type JsonObject, type StoredObject, sameJson } from '../kube-api/kube-object'
import { typeOf } from '../kube-api/resource-type'
import { nameSuffix } from '../kube-api/write-handlers'
import {
  type Controller,
  controllerReference,
  isActivePod,
  isControlledBy,
  isEnding,
  isReady,
  type PracticeWorld,
  writeStatus,
} from './practice-world'

const NAME = 'replicaset-controller'

/** Keeps as many pods as each ReplicaSet wants. The unplaced and the youngest are ended first, as on the real one. */
export class ReplicaSetController implements Controller {
  readonly name = NAME
  private readonly world: PracticeWorld

  constructor(world: PracticeWorld) {
    this.world = world
  }

  reconcile(): void {
    const pods = this.world.store.list(typeOf('Pod'))
    for (const set of this.world.store.list(typeOf('ReplicaSet'))) this.keep(set, pods)
  }

  private keep(set: StoredObject, pods: readonly StoredObject[]): void {
    const own = pods.filter((pod) => isControlledBy(pod, set) && isActivePod(pod))
    const wanted = Number(at(set, 'spec', 'replicas') ?? 1)
    if (!isEnding(set)) {
      for (let missing = wanted - own.length; missing > 0; missing--) this.startPod(set)
      const surplus = [...own].sort(endFirst).slice(0, Math.max(0, own.length - wanted))
      for (const pod of surplus) this.endPod(set, pod)
    }
    const current = this.world.store
      .list(typeOf('Pod'), set.metadata.namespace)
      .filter((pod) => isControlledBy(pod, set) && isActivePod(pod))
    const ready = current.filter(isReady).length
    const status = {
      replicas: current.length,
      fullyLabeledReplicas: current.length,
      readyReplicas: ready,
      availableReplicas: ready,
      observedGeneration: set.metadata.generation,
    }
    if (!sameJson(set['status'], status)) writeStatus(this.world.store, set, status)
  }

  private startPod(set: StoredObject): void {
    const pod = podOf(set, `${set.metadata.name}-${nameSuffix()}`)
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

/** A pod from the template of its owner, with the tolerations that the real server's admission adds. */
export function podOf(owner: StoredObject, name: string, extraSpec: JsonObject = {}): StoredObject {
  const template = at(owner, 'spec', 'template')
  const metadata = at(template, 'metadata')
  const labels = at(metadata, 'labels')
  const annotations = at(metadata, 'annotations')
  const spec = at(template, 'spec')
  const given = isObject(spec) && Array.isArray(spec['tolerations']) ? spec['tolerations'] : []
  const pod: StoredObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace ?? 'default',
      // A stored template was checked to have labels of strings.
      labels: { ...(isObject(labels) ? (labels as Record<string, string>) : {}) },
      ...(isObject(annotations) ? { annotations: annotations as Record<string, string> } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    spec: { ...(isObject(spec) ? spec : {}), tolerations: [...given, ...AWAY], ...extraSpec },
    status: { phase: 'Pending', qosClass: 'BestEffort' },
  }
  return withDefaults(typeOf('Pod'), pod)
}

/** A pod stays five minutes on a node that went away. */
const AWAY = ['not-ready', 'unreachable'].map((what) => ({
  key: `node.kubernetes.io/${what}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}))
