/**
 * Deployments make ReplicaSets, one a template. A new template is rolled out step by step: the new set grows by the
 * surge that is allowed, the old ones shrink as far as enough pods stay available. `Recreate` ends the old ones first.
 */
import { at, isObject, type JsonObject, type StoredObject, sameJson } from '../kube-api/kube-object'
import { timestamp } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'
import { selectorMatcher } from '../kube-api/selectors'
import { deploymentStatus } from './deployment-status'
import {
  type Controller,
  controllerReference,
  isControlledBy,
  isEnding,
  type PracticeWorld,
  watchKinds,
  writeStatus,
} from './practice-world'
import { nextSize, replicasOf, rollingShares, statusCount, sum } from './rollout-sizes'
import { Shortages } from './shortages'
import { templateHash } from './template-hash'

const NAME = 'deployment-controller'
const HASH = 'pod-template-hash'
const REVISION = 'deployment.kubernetes.io/revision'

const revisionOf = (object: StoredObject) => Number(object.metadata.annotations?.[REVISION] ?? 0)

export class DeploymentController implements Controller {
  readonly name = NAME
  readonly watches = watchKinds('Deployment', 'ReplicaSet')
  private readonly world: PracticeWorld
  private readonly shortages: Shortages

  constructor(world: PracticeWorld) {
    this.world = world
    this.shortages = new Shortages(world, NAME)
  }

  reconcile(): void {
    const { store } = this.world
    for (const deployment of store.list(typeOf('Deployment'))) if (!isEnding(deployment)) this.adopt(deployment)
    const sets = store.list(typeOf('ReplicaSet'))
    const present = store.list(typeOf('Deployment')).filter((deployment) => !isEnding(deployment))
    this.shortages.tendEach(present, (deployment) =>
      this.roll(
        deployment,
        sets.filter((set) => isControlledBy(set, deployment)),
      ),
    )
  }

  /** Sets that nobody owns and that the selector fits become its own. */
  private adopt(deployment: StoredObject): void {
    const matches = selectorMatcher(at(deployment, 'spec', 'selector'))
    for (const set of this.world.store.list(typeOf('ReplicaSet'), deployment.metadata.namespace)) {
      if (set.metadata.ownerReferences?.some((owner) => owner.controller) || isEnding(set) || !matches(set)) continue
      const ownerReferences = [...(set.metadata.ownerReferences ?? []), controllerReference(deployment)]
      this.world.store.update(typeOf('ReplicaSet'), { ...set, metadata: { ...set.metadata, ownerReferences } })
    }
  }

  private roll(deployment: StoredObject, sets: readonly StoredObject[]): void {
    const paused = at(deployment, 'spec', 'paused') === true
    const hash = templateHash(deployment)
    const fitting = sets.find((set) => set.metadata.labels?.[HASH] === hash)
    const current = fitting ?? (paused ? undefined : this.startSet(deployment, hash, sets))
    if (current !== undefined && !paused) this.remember(deployment, current, sets)
    const old = sets.filter((set) => set !== fitting && replicasOf(set) > 0)
    if (current !== undefined && !paused) this.move(deployment, current, old)
    this.report(deployment, current)
    this.forgetOld(
      deployment,
      sets.filter((set) => set !== current && replicasOf(set) === 0),
    )
  }

  private startSet(deployment: StoredObject, hash: string, sets: readonly StoredObject[]): StoredObject {
    const template = at(deployment, 'spec', 'template')
    const labelled = withHash(isObject(template) ? template : {}, hash)
    const selector = at(deployment, 'spec', 'selector', 'matchLabels')
    const oldTotal = sum(sets.map(replicasOf))
    const replicas =
      at(deployment, 'spec', 'strategy', 'type') === 'Recreate' && oldTotal > 0 ? 0 : nextSize(deployment, 0, oldTotal)
    const made = this.world.store.create(typeOf('ReplicaSet'), {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${deployment.metadata.name}-${hash}`,
        namespace: deployment.metadata.namespace ?? 'default',
        labels: { ...(at(labelled, 'metadata', 'labels') as Record<string, string>) },
        annotations: {
          ...copiedAnnotations(deployment),
          ...this.sizeAnnotations(deployment),
          [REVISION]: String(Math.max(0, ...sets.map(revisionOf)) + 1),
        },
        ownerReferences: [controllerReference(deployment)],
      },
      spec: {
        replicas,
        selector: { matchLabels: { ...(isObject(selector) ? selector : {}), [HASH]: hash } },
        template: labelled,
      },
      status: { replicas: 0 },
    })
    if (replicas > 0) this.announce(deployment, made, 0, replicas)
    return made
  }

  /** Rolling back to an old template makes it the newest revision. */
  private remember(deployment: StoredObject, current: StoredObject, sets: readonly StoredObject[]): void {
    const newest = Math.max(
      revisionOf(current),
      ...sets.map((set) => revisionOf(set) + (set.metadata.uid === current.metadata.uid ? 0 : 1)),
    )
    for (const [type, object] of [
      [typeOf('ReplicaSet'), current],
      [typeOf('Deployment'), deployment],
    ] as const) {
      const stored = this.world.store.get(type, object.metadata.namespace, object.metadata.name)
      if (stored === undefined || revisionOf(stored) === newest) continue
      this.world.store.update(type, {
        ...stored,
        metadata: { ...stored.metadata, annotations: { ...stored.metadata.annotations, [REVISION]: String(newest) } },
      })
    }
  }

  private move(deployment: StoredObject, current: StoredObject, old: readonly StoredObject[]): void {
    const wanted = replicasOf(deployment)
    const recreate = at(deployment, 'spec', 'strategy', 'type') === 'Recreate'
    const oldTotal = sum(old.map(replicasOf))
    if (recreate) {
      for (const set of old) this.scale(deployment, set, 0)
      if (sum(old.map((set) => statusCount(set, 'replicas'))) === 0) this.scale(deployment, current, wanted)
      return
    }
    // As the real one counts: by what the sets are told to have, so that a status that is late takes no pod too many.
    const { unavailable } = rollingShares(deployment, wanted)
    const next = nextSize(deployment, replicasOf(current), oldTotal)
    this.scale(deployment, current, next)
    const least = wanted - unavailable
    const starting = next - statusCount(current, 'availableReplicas')
    if (next + oldTotal - least - starting <= 0) return
    this.shrink(deployment, current, old, { most: next + oldTotal - least - starting, least })
  }

  /** Pods of old sets that do not work go first; then as many as leave enough available. */
  private shrink(
    deployment: StoredObject,
    current: StoredObject,
    old: readonly StoredObject[],
    { most, least }: { readonly most: number; readonly least: number },
  ): void {
    const sets = [...old].sort((a, b) => revisionOf(a) - revisionOf(b))
    const left = new Map(sets.map((set) => [set, replicasOf(set)]))
    let broken = most
    for (const set of sets) {
      const fewer = Math.min(broken, Math.max(0, replicasOf(set) - statusCount(set, 'availableReplicas')))
      left.set(set, replicasOf(set) - fewer)
      broken -= fewer
    }
    const available = sum([current, ...sets].map((set) => statusCount(set, 'availableReplicas')))
    let spare = Math.max(0, available - least)
    for (const set of sets) {
      const has = left.get(set) ?? 0
      const fewer = Math.min(spare, has)
      spare -= fewer
      this.scale(deployment, set, has - fewer)
    }
  }

  private sizeAnnotations(deployment: StoredObject): Readonly<Record<string, string>> {
    const wanted = replicasOf(deployment)
    const surge =
      at(deployment, 'spec', 'strategy', 'type') === 'Recreate' ? 0 : rollingShares(deployment, wanted).surge
    return {
      'deployment.kubernetes.io/desired-replicas': String(wanted),
      'deployment.kubernetes.io/max-replicas': String(wanted + surge),
    }
  }

  private scale(deployment: StoredObject, set: StoredObject, replicas: number): void {
    const type = typeOf('ReplicaSet')
    const stored = this.world.store.get(type, set.metadata.namespace, set.metadata.name)
    if (stored === undefined) return
    const annotations = { ...stored.metadata.annotations, ...this.sizeAnnotations(deployment) }
    if (replicasOf(stored) === replicas) {
      if (replicas > 0 && !sameJson(annotations, stored.metadata.annotations))
        this.world.store.update(type, { ...stored, metadata: { ...stored.metadata, annotations } })
      return
    }
    this.world.store.update(type, {
      ...stored,
      metadata: { ...stored.metadata, annotations },
      spec: { ...(isObject(stored['spec']) ? stored['spec'] : {}), replicas },
    })
    this.announce(deployment, set, replicasOf(stored), replicas)
  }

  private announce(deployment: StoredObject, set: StoredObject, from: number, to: number): void {
    const words = `Scaled ${to > from ? 'up' : 'down'} replica set ${set.metadata.name} from ${from} to ${to}`
    this.world.events.record(deployment, 'Normal', 'ScalingReplicaSet', words, NAME)
  }

  private report(deployment: StoredObject, current: StoredObject | undefined): void {
    const { store } = this.world
    const sets = store
      .list(typeOf('ReplicaSet'), deployment.metadata.namespace)
      .filter((set) => isControlledBy(set, deployment))
    const status = deploymentStatus(deployment, sets, current, timestamp(this.world.now()))
    if (!sameJson(deployment['status'], status)) writeStatus(store, deployment, status)
  }

  private forgetOld(deployment: StoredObject, empty: readonly StoredObject[]): void {
    const limit = Number(at(deployment, 'spec', 'revisionHistoryLimit') ?? 10)
    const oldest = [...empty].sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, Math.max(0, empty.length - limit))
    for (const set of oldest)
      this.world.store.delete(typeOf('ReplicaSet'), set.metadata.namespace, set.metadata.name, 0)
  }
}

/** What a set takes over from its deployment: its notes, but not what was applied. */
const copiedAnnotations = (deployment: StoredObject): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(deployment.metadata.annotations ?? {}).filter(
      ([key]) =>
        key !== 'kubectl.kubernetes.io/last-applied-configuration' && !key.startsWith('deployment.kubernetes.io/'),
    ),
  )

function withHash(template: JsonObject, hash: string): JsonObject {
  const metadata = isObject(template['metadata']) ? template['metadata'] : {}
  const labels = isObject(metadata['labels']) ? metadata['labels'] : {}
  return { ...template, metadata: { ...metadata, labels: { ...labels, [HASH]: hash } } }
}
