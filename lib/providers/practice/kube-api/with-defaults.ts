/** Defaults that the real server gives an object before it stores it, for the kinds that practice runs. */
import { named } from '@/lib/core/named'
import { isObject, type JsonObject, listAt, objectAt, type StoredObject, textAt } from './kube-object'
import type { ResourceType } from './resource-type'

function defaultContainer(container: JsonObject): JsonObject {
  const image = textAt(container, 'image')
  const tagged = /[:@][^/]*$/.test(image) && !image.endsWith(':latest')
  return {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: tagged ? 'IfNotPresent' : 'Always',
    resources: {},
    ...container,
    ...(Array.isArray(container['ports'])
      ? { ports: listAt(container, 'ports').map((port) => ({ protocol: 'TCP', ...port })) }
      : {}),
  }
}

function defaultPodSpec(spec: JsonObject): JsonObject {
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...spec,
    ...(Array.isArray(spec['initContainers'])
      ? { initContainers: listAt(spec, 'initContainers').map(defaultContainer) }
      : {}),
    containers: listAt(spec, 'containers').map(defaultContainer),
  }
}

const withPodTemplate = (spec: JsonObject): JsonObject => ({
  ...spec,
  template: { ...objectAt(spec, 'template'), spec: defaultPodSpec(objectAt(spec, 'template', 'spec')) },
})

const SPEC_DEFAULTS: Readonly<Record<string, (spec: JsonObject) => JsonObject>> = {
  Pod: (spec) => ({
    enableServiceLinks: true,
    serviceAccountName: 'default',
    serviceAccount: 'default',
    preemptionPolicy: 'PreemptLowerPriority',
    priority: 0,
    ...defaultPodSpec(spec),
  }),
  Deployment: (spec) => ({
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    ...withPodTemplate(spec),
    strategy: rolling(spec['strategy'], { maxSurge: '25%', maxUnavailable: '25%' }),
  }),
  ReplicaSet: (spec) => ({ replicas: 1, ...withPodTemplate(spec) }),
  DaemonSet: (spec) => ({
    revisionHistoryLimit: 10,
    ...withPodTemplate(spec),
    updateStrategy: rolling(spec['updateStrategy'], { maxSurge: 0, maxUnavailable: 1 }),
  }),
  StatefulSet: (spec) => ({
    replicas: 1,
    podManagementPolicy: 'OrderedReady',
    revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    ...withPodTemplate(spec),
    updateStrategy: rolling(spec['updateStrategy'], { partition: 0 }),
  }),
  Job: (spec) => ({
    parallelism: 1,
    completions: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    manualSelector: false,
    podReplacementPolicy: 'TerminatingOrFailed',
    suspend: false,
    ...withPodTemplate(spec),
  }),
  CronJob: (spec) => ({
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    ...spec,
    jobTemplate: { ...objectAt(spec, 'jobTemplate'), spec: withPodTemplate(objectAt(spec, 'jobTemplate', 'spec')) },
  }),
  PersistentVolumeClaim: (spec) => ({ volumeMode: 'Filesystem', ...spec }),
  Service: (spec) => ({
    type: 'ClusterIP',
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    ...(spec['type'] === 'LoadBalancer' || spec['type'] === 'NodePort' ? { externalTrafficPolicy: 'Cluster' } : {}),
    ...(spec['type'] === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
    ...spec,
    ...(Array.isArray(spec['ports'])
      ? { ports: listAt(spec, 'ports').map((port) => ({ protocol: 'TCP', targetPort: port['port'], ...port })) }
      : {}),
  }),
}

/** A strategy with the defaults of a rolling update; clients send an empty one for none. */
function rolling(strategy: unknown, defaults: JsonObject): JsonObject {
  const given: JsonObject = isObject(strategy) ? strategy : {}
  const type = textAt(given, 'type') || 'RollingUpdate'
  return type === 'RollingUpdate'
    ? { type, rollingUpdate: { ...defaults, ...objectAt(given, 'rollingUpdate') } }
    : { type }
}

const FIRST_STATUS: Readonly<Record<string, JsonObject>> = {
  Deployment: {},
  ReplicaSet: { replicas: 0 },
  StatefulSet: { replicas: 0, availableReplicas: 0 },
  DaemonSet: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
  Job: {},
  CronJob: {},
  Ingress: { loadBalancer: {} },
  PersistentVolumeClaim: { phase: 'Pending' },
  PodDisruptionBudget: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
  HorizontalPodAutoscaler: { currentMetrics: null, desiredReplicas: 0 },
}

/** The object with the real server's defaults. */
export function withDefaults(type: ResourceType, object: StoredObject): StoredObject {
  const spec = named(SPEC_DEFAULTS, type.kind)
  const status = named(FIRST_STATUS, type.kind)
  const base = type.kind === 'Namespace' ? namespaceDefaults(object) : {}
  const secret = type.kind === 'Secret' ? secretDefaults(object) : {}
  return {
    ...base,
    ...(status === undefined ? {} : { status }),
    ...object,
    ...(type.kind === 'Namespace' ? base : {}),
    ...secret,
    ...(spec === undefined ? {} : { spec: spec(objectAt(object, 'spec')) }),
  }
}

function namespaceDefaults(object: StoredObject): JsonObject {
  const { name, labels } = object.metadata
  const ending = object.metadata.deletionTimestamp !== undefined
  return {
    metadata: { ...object.metadata, labels: { ...labels, 'kubernetes.io/metadata.name': name } },
    // An empty spec is what clients send for none; when it ends, it is the collector that empties it.
    ...(ending ? {} : { spec: { finalizers: ['kubernetes'] } }),
    status: { phase: ending ? 'Terminating' : 'Active' },
  }
}

function secretDefaults(object: StoredObject): JsonObject {
  const { stringData } = object
  const given = Object.entries(isObject(stringData) ? stringData : {}).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ])
  return {
    type: object['type'] ?? 'Opaque',
    ...(given.length === 0 ? {} : { data: { ...objectAt(object, 'data'), ...Object.fromEntries(given) } }),
    stringData: undefined,
  }
}
