import { at, isObject, type JsonObject, type StoredObject } from './kube-object'

/** An object's `scale`, as autoscaling/v1 shows it. */
export function scaleOf(object: StoredObject): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const selector = at(object, 'spec', 'selector', 'matchLabels')
  const labels = Object.entries(isObject(selector) ? selector : {}).map(([key, value]) => `${key}=${String(value)}`)
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: at(object, 'spec', 'replicas') ?? 0 },
    status: { replicas: at(object, 'status', 'replicas') ?? 0, selector: labels.join(',') },
  }
}

/** The object with the replicas of a `Scale`. */
export function withScale(object: StoredObject, scale: JsonObject): StoredObject {
  const spec = isObject(object['spec']) ? object['spec'] : {}
  const version = at(scale, 'metadata', 'resourceVersion')
  return {
    ...object,
    metadata: { ...object.metadata, resourceVersion: typeof version === 'string' ? version : '' },
    spec: { ...spec, replicas: Number(at(scale, 'spec', 'replicas') ?? 0) },
  }
}
