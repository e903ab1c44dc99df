import type { JsonObject } from './kube-object'
import type { Column } from './table-column'

/** A kind that the practice API stores. */
export interface ResourceType {
  readonly group: string
  readonly version: string
  /** Plural, as in addresses. */
  readonly resource: string
  readonly singular: string
  readonly kind: string
  readonly namespaced: boolean
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly subresources: readonly Subresource[]
  /** Of a kind that a definition made: how it is shown and what is in it. */
  readonly columns?: readonly Column[]
  readonly schema?: JsonObject
}

export type Subresource = 'status' | 'scale' | 'log' | 'eviction' | 'token' | 'exec' | 'attach' | 'portforward'

type Row = readonly [
  kind: string,
  resource: string,
  shortNames?: readonly string[],
  subresources?: readonly Subresource[],
  options?: { readonly cluster?: boolean; readonly all?: boolean; readonly category?: string },
]

const GROUPS: Readonly<Record<string, readonly Row[]>> = {
  '/v1': [
    ['Namespace', 'namespaces', ['ns'], ['status'], { cluster: true }],
    ['Node', 'nodes', ['no'], ['status'], { cluster: true }],
    ['Pod', 'pods', ['po'], ['status', 'log', 'eviction', 'exec', 'attach', 'portforward'], { all: true }],
    ['Service', 'services', ['svc'], ['status'], { all: true }],
    ['Endpoints', 'endpoints', ['ep']],
    ['Event', 'events', ['ev']],
    ['ConfigMap', 'configmaps', ['cm']],
    ['Secret', 'secrets'],
    ['ServiceAccount', 'serviceaccounts', ['sa'], ['token']],
    ['PersistentVolumeClaim', 'persistentvolumeclaims', ['pvc'], ['status']],
    ['PersistentVolume', 'persistentvolumes', ['pv'], ['status'], { cluster: true }],
    ['ReplicationController', 'replicationcontrollers', ['rc'], ['status', 'scale'], { all: true }],
    ['LimitRange', 'limitranges', ['limits']],
    ['ResourceQuota', 'resourcequotas', ['quota'], ['status']],
  ],
  'apiextensions.k8s.io/v1': [
    [
      'CustomResourceDefinition',
      'customresourcedefinitions',
      ['crd', 'crds'],
      ['status'],
      { cluster: true, category: 'api-extensions' },
    ],
  ],
  'apps/v1': [
    ['Deployment', 'deployments', ['deploy'], ['status', 'scale'], { all: true }],
    ['ReplicaSet', 'replicasets', ['rs'], ['status', 'scale'], { all: true }],
    ['DaemonSet', 'daemonsets', ['ds'], ['status'], { all: true }],
    ['StatefulSet', 'statefulsets', ['sts'], ['status', 'scale'], { all: true }],
    ['ControllerRevision', 'controllerrevisions'],
  ],
  'autoscaling/v2': [['HorizontalPodAutoscaler', 'horizontalpodautoscalers', ['hpa'], ['status'], { all: true }]],
  'batch/v1': [
    ['Job', 'jobs', [], ['status'], { all: true }],
    ['CronJob', 'cronjobs', ['cj'], ['status'], { all: true }],
  ],
  'coordination.k8s.io/v1': [['Lease', 'leases']],
  'discovery.k8s.io/v1': [['EndpointSlice', 'endpointslices']],
  'events.k8s.io/v1': [['Event', 'events', ['ev']]],
  'networking.k8s.io/v1': [
    ['Ingress', 'ingresses', ['ing'], ['status']],
    ['IngressClass', 'ingressclasses', [], [], { cluster: true }],
    ['NetworkPolicy', 'networkpolicies', ['netpol']],
  ],
  'policy/v1': [['PodDisruptionBudget', 'poddisruptionbudgets', ['pdb'], ['status']]],
  'rbac.authorization.k8s.io/v1': [
    ['Role', 'roles'],
    ['RoleBinding', 'rolebindings'],
    ['ClusterRole', 'clusterroles', [], [], { cluster: true }],
    ['ClusterRoleBinding', 'clusterrolebindings', [], [], { cluster: true }],
  ],
  'storage.k8s.io/v1': [['StorageClass', 'storageclasses', ['sc'], [], { cluster: true }]],
}

function typesOf(groupVersion: string, rows: readonly Row[]): readonly ResourceType[] {
  const [group = '', version = ''] = groupVersion.split('/')
  return rows.map(([kind, resource, shortNames = [], subresources = [], options = {}]) => ({
    group,
    version,
    resource,
    singular: kind.toLowerCase(),
    kind,
    namespaced: options.cluster !== true,
    shortNames,
    categories: options.all === true ? ['all'] : options.category === undefined ? [] : [options.category],
    subresources,
  }))
}

/** Every kind, group by group, in the order of discovery. */
export const resourceTypes: readonly ResourceType[] = Object.entries(GROUPS).flatMap(([group, rows]) =>
  typesOf(group, rows),
)

export const apiVersionOf = (type: ResourceType): string =>
  type.group === '' ? type.version : `${type.group}/${type.version}`

/** The type by its kind alone, for our own controllers. Throws for a kind that is not in the table: a bug. */
export function typeOf(kind: string): ResourceType {
  const type = resourceTypes.find((candidate) => candidate.kind === kind)
  if (type === undefined) throw new Error(`the practice API has no kind ${kind}`)
  return type
}
