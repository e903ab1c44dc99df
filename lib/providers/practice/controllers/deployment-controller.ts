/**
 * Deployments make ReplicaSets, one a template. A new template is rolled out step by step: the new set grows by the
 * surge that is allowed, the old ones shrink as far as enough pods stay available. `Recreate` ends the old ones first.
 */
import { createHash } from 'node:crypto'
import { at, isObject, type JsonObject, listAt, type StoredObject, sameJson } from '../kube-api/kube-object'
import { timestamp } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'
import {
  type Controller,
  controllerReference,
  isControlledBy,
  isEnding,
  type PracticeWorld,
  writeStatus,
} from './practice-world'

const NAME = 'deployment-controller'
const HASH = 'pod-template-hash'
const REVISION = 'deployment.kubernetes.io/revision'

const replicasOf = (object: StoredObject) => Number(at(object, 'spec', 'replicas') ?? 1)
const statusCount = (object: StoredObject, field: string) => Number(at(object, 'status', field) ?? 0)
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
const revisionOf = (object: StoredObject) => Number(object.metadata.annotations?.[REVISION] ?? 0)

export class DeploymentController implements Controller {
  readonly name = NAME
  private readonly world: PracticeWorld

  constructor(world: PracticeWorld) {
    this.world = world
  }

  reconcile(): void {
    const sets = this.world.store.list(typeOf('ReplicaSet'))
    for (const deployment of this.world.store.list(typeOf('Deployment'))) {
      if (!isEnding(deployment))
        this.roll(
          deployment,
          sets.filter((set) => isControlledBy(set, deployment)),
        )
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
    return this.world.store.create(typeOf('ReplicaSet'), {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${deployment.metadata.name}-${hash}`,
        namespace: deployment.metadata.namespace ?? 'default',
        labels: { ...(at(labelled, 'metadata', 'labels') as Record<string, string>) },
        annotations: { [REVISION]: String(Math.max(0, ...sets.map(revisionOf)) + 1) },
        ownerReferences: [controllerReference(deployment)],
      },
      spec: {
        replicas: 0,
        selector: { matchLabels: { ...(isObject(selector) ? selector : {}), [HASH]: hash } },
        template: labelled,
      },
      status: { replicas: 0 },
    })
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
    const surge = share(at(deployment, 'spec', 'strategy', 'rollingUpdate', 'maxSurge'), wanted, Math.ceil)
    const missing = share(at(deployment, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable'), wanted, Math.floor)
    const now = replicasOf(current)
    const next =
      old.length === 0
        ? wanted
        : Math.min(wanted, Math.max(now, wanted + Math.max(surge, missing === 0 ? 1 : surge) - oldTotal))
    this.scale(deployment, current, next)
    const available =
      statusCount(current, 'availableReplicas') + sum(old.map((set) => statusCount(set, 'availableReplicas')))
    const unready = sum(old.map((set) => Math.max(0, replicasOf(set) - statusCount(set, 'availableReplicas'))))
    let spare = Math.max(0, available - (wanted - missing)) + unready
    for (const set of [...old].sort((a, b) => revisionOf(a) - revisionOf(b))) {
      const fewer = Math.min(spare, replicasOf(set))
      spare -= fewer
      this.scale(deployment, set, replicasOf(set) - fewer)
    }
  }

  private scale(deployment: StoredObject, set: StoredObject, replicas: number): void {
    const type = typeOf('ReplicaSet')
    const stored = this.world.store.get(type, set.metadata.namespace, set.metadata.name)
    if (stored === undefined || replicasOf(stored) === replicas) return
    const up = replicas > replicasOf(stored)
    this.world.store.update(type, {
      ...stored,
      spec: { ...(isObject(stored['spec']) ? stored['spec'] : {}), replicas },
    })
    const words = `Scaled ${up ? 'up' : 'down'} replica set ${set.metadata.name} from ${replicasOf(stored)} to ${replicas}`
    this.world.events.record(deployment, 'Normal', 'ScalingReplicaSet', words, NAME)
  }

  private report(deployment: StoredObject, current: StoredObject | undefined): void {
    const store = this.world.store
    const sets = store
      .list(typeOf('ReplicaSet'), deployment.metadata.namespace)
      .filter((set) => isControlledBy(set, deployment))
    const total = (field: string) => sum(sets.map((set) => statusCount(set, field)))
    const newest = sets.find((set) => set.metadata.uid === current?.metadata.uid)
    const updated = newest === undefined ? 0 : statusCount(newest, 'replicas')
    const wanted = replicasOf(deployment)
    const available = total('availableReplicas')
    const complete = updated === wanted && available >= wanted && total('replicas') === wanted
    const enough =
      available >=
      wanted - share(at(deployment, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable'), wanted, Math.floor)
    const status = {
      observedGeneration: deployment.metadata.generation,
      replicas: total('replicas'),
      updatedReplicas: updated,
      readyReplicas: total('readyReplicas'),
      availableReplicas: available,
      unavailableReplicas: Math.max(0, wanted - available),
      conditions: [
        this.condition(
          deployment,
          'Available',
          enough,
          enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
          `Deployment ${enough ? 'has' : 'does not have'} minimum availability.`,
        ),
        this.condition(
          deployment,
          'Progressing',
          true,
          complete ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
          newest === undefined
            ? ''
            : `ReplicaSet "${newest.metadata.name}" ${complete ? 'has successfully progressed.' : 'is progressing.'}`,
        ),
      ],
    }
    if (!sameJson(deployment['status'], status)) writeStatus(store, deployment, status)
  }

  private condition(
    deployment: StoredObject,
    type: string,
    holds: boolean,
    reason: string,
    message: string,
  ): JsonObject {
    const before = listAt(deployment, 'status', 'conditions').find((one) => one['type'] === type)
    const status = holds ? 'True' : 'False'
    const now = timestamp(this.world.now())
    const same = before?.['status'] === status
    const unchanged = same && before['reason'] === reason && before['message'] === message
    return {
      type,
      status,
      reason,
      message,
      lastTransitionTime: same ? before['lastTransitionTime'] : now,
      lastUpdateTime: unchanged ? before['lastUpdateTime'] : now,
    }
  }

  private forgetOld(deployment: StoredObject, empty: readonly StoredObject[]): void {
    const limit = Number(at(deployment, 'spec', 'revisionHistoryLimit') ?? 10)
    const oldest = [...empty].sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, Math.max(0, empty.length - limit))
    for (const set of oldest)
      this.world.store.delete(typeOf('ReplicaSet'), set.metadata.namespace, set.metadata.name, 0)
  }
}

/** The same template has the same hash, in any order of keys. */
function templateHash(deployment: StoredObject): string {
  const sorted = JSON.stringify(at(deployment, 'spec', 'template'), (_key, value: unknown) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  )
  const digits = 'bcdfghjklmnpqrstvwxz2456789'
  const bytes = createHash('sha256').update(sorted).digest().subarray(0, 10)
  return Array.from(bytes, (byte) => digits[byte % digits.length]).join('')
}

function withHash(template: JsonObject, hash: string): JsonObject {
  const metadata = isObject(template['metadata']) ? template['metadata'] : {}
  const labels = isObject(metadata['labels']) ? metadata['labels'] : {}
  return { ...template, metadata: { ...metadata, labels: { ...labels, [HASH]: hash } } }
}

/** `25%` or a number, of the wanted replicas. */
function share(value: unknown, of: number, round: (n: number) => number): number {
  if (typeof value === 'number') return value
  const percent = /^(\d+)%$/.exec(String(value ?? '25%'))?.[1]
  return round((Number(percent ?? 25) / 100) * of)
}
