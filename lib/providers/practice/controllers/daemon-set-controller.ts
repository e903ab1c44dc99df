import { at, isObject, type StoredObject, sameJson, textAt } from '../kube-api/kube-object'
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
import { Shortages } from './shortages'

/** One pod of each DaemonSet on every node that its template fits; pods of an old template are replaced one by one. */
export class DaemonSetController implements Controller {
  readonly name = 'daemonset-controller'
  readonly watches = watchKinds('DaemonSet', 'Pod', 'Node')
  private readonly world: PracticeWorld

  private readonly shortages: Shortages

  constructor(world: PracticeWorld) {
    this.world = world
    this.shortages = new Shortages(world, this.name)
  }

  reconcile(): void {
    const present = this.world.store.list(typeOf('DaemonSet')).filter((set) => !isEnding(set))
    this.shortages.tendEach(present, (set) => this.keep(set))
  }

  private keep(set: StoredObject): void {
    const { store } = this.world
    const nodes = store.list(typeOf('Node')).filter((node) => fits(set, node))
    const own = () => store.list(typeOf('Pod'), set.metadata.namespace).filter((pod) => isControlledBy(pod, set))
    const hash = String(set.metadata.generation ?? 1)
    const taken = new Set(own().map((pod) => textAt(pod, 'spec', 'nodeName')))
    let failure: string | undefined
    for (const node of nodes) {
      if (taken.has(node.metadata.name) || failure !== undefined) continue
      failure = this.shortages.attempt(set, () => this.startPod(set, node, hash))
    }
    const pods = own()
    const old = pods.filter((pod) => isActivePod(pod) && pod.metadata.labels?.['pod-template-generation'] !== hash)
    const allReady = pods.every((pod) => isReady(pod))
    const [next] = old
    if (next !== undefined && allReady)
      store.delete(typeOf('Pod'), next.metadata.namespace, next.metadata.name, undefined)
    const active = pods.filter(isActivePod)
    const ready = active.filter(isReady).length
    const status = {
      currentNumberScheduled: active.length,
      desiredNumberScheduled: nodes.length,
      numberMisscheduled: 0,
      numberReady: ready,
      numberAvailable: ready,
      ...(nodes.length > ready ? { numberUnavailable: nodes.length - ready } : {}),
      updatedNumberScheduled: active.length - old.length,
      observedGeneration: set.metadata.generation,
    }
    if (!sameJson(set['status'], status)) writeStatus(store, set, status)
  }

  private startPod(set: StoredObject, node: StoredObject, hash: string): void {
    const { store, events } = this.world
    const placed = { nodeName: node.metadata.name, tolerations: EVERYWHERE }
    const pod = podOf(set, `${set.metadata.name}-${randomName()}`, placed)
    const labels = { ...pod.metadata.labels, 'pod-template-generation': hash }
    store.create(typeOf('Pod'), { ...pod, metadata: { ...pod.metadata, labels } })
    events.record(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`, this.name)
  }
}

function fits(set: StoredObject, node: StoredObject): boolean {
  const selector = at(set, 'spec', 'template', 'spec', 'nodeSelector')
  return Object.entries(isObject(selector) ? selector : {}).every(
    ([key, value]) => node.metadata.labels?.[key] === value,
  )
}

/** DaemonSet pods stay on nodes that went away and on closed ones. */
const EVERYWHERE = [
  'not-ready',
  'unreachable',
  'disk-pressure',
  'memory-pressure',
  'pid-pressure',
  'unschedulable',
].map((what) => ({
  key: `node.kubernetes.io/${what}`,
  operator: 'Exists',
}))
