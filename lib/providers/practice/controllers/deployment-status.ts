import { at, type JsonObject, listAt, type StoredObject } from '../kube-api/kube-object'
import { withoutZeros } from './practice-world'
import { replicasOf, share, statusCount, sum } from './rollout-sizes'

/**
 * What a deployment says of itself, from the sets that it owns.
 * @param current the set of its present template
 * @param now as timestamps are written
 */
export function deploymentStatus(
  deployment: StoredObject,
  sets: readonly StoredObject[],
  current: StoredObject | undefined,
  now: string,
): JsonObject {
  const total = (field: string) => sum(sets.map((set) => statusCount(set, field)))
  const newest = sets.find((set) => set.metadata.uid === current?.metadata.uid)
  const updated = newest === undefined ? 0 : statusCount(newest, 'replicas')
  const wanted = replicasOf(deployment)
  const available = total('availableReplicas')
  const complete = updated === wanted && available >= wanted && total('replicas') === wanted
  const enough =
    available >=
    wanted - share(at(deployment, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable'), wanted, Math.floor)
  return {
    observedGeneration: deployment.metadata.generation,
    terminatingReplicas: total('terminatingReplicas'),
    // The real one leaves zeros out.
    ...withoutZeros({
      replicas: total('replicas'),
      updatedReplicas: updated,
      readyReplicas: total('readyReplicas'),
      availableReplicas: available,
      unavailableReplicas: Math.max(0, total('replicas') - available),
    }),
    conditions: [
      ...failures(sets),
      condition(
        deployment,
        now,
        'Available',
        enough,
        enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
        `Deployment ${enough ? 'has' : 'does not have'} minimum availability.`,
      ),
      condition(
        deployment,
        now,
        'Progressing',
        true,
        complete ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
        newest === undefined
          ? ''
          : `ReplicaSet "${newest.metadata.name}" ${complete ? 'has successfully progressed.' : 'is progressing.'}`,
      ),
    ],
  }
}

/** A set that could not have its pods says why; so does its deployment. */
const failures = (sets: readonly StoredObject[]): readonly JsonObject[] =>
  sets
    .flatMap((set) => listAt(set, 'status', 'conditions').filter((one) => one['type'] === 'ReplicaFailure'))
    .slice(0, 1)
    .map((one) => ({ ...one, lastUpdateTime: one['lastTransitionTime'] }))

function condition(
  deployment: StoredObject,
  now: string,
  type: string,
  holds: boolean,
  reason: string,
  message: string,
): JsonObject {
  const before = listAt(deployment, 'status', 'conditions').find((one) => one['type'] === type)
  const status = holds ? 'True' : 'False'
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
