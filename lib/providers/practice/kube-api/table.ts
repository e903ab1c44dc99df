/** `Table` answers for `kubectl get`, with the columns of the real printers (k8s.io/kubernetes pkg/printers). */
import { at, isObject, type JsonObject, listAt, type StoredObject, textAt } from './kube-object'
import { duration } from './short-duration'

interface Column {
  readonly name: string
  readonly type: 'string' | 'integer'
  readonly format?: 'name'
  /** 0 is always shown, 1 with `-o wide`. */
  readonly priority: 0 | 1
  readonly value: (object: StoredObject, now: number) => string | number
}

const column = (name: string, value: Column['value'], options: Partial<Column> = {}): Column => ({
  name,
  type: 'string',
  priority: 0,
  value,
  ...options,
})
const wide = (name: string, value: Column['value']) => column(name, value, { priority: 1 })
const count = (object: unknown, ...path: readonly string[]) => Number(at(object, ...path) ?? 0)
const orNone = (text: string) => (text === '' ? '<none>' : text)

const NAME = column('Name', (object) => object.metadata.name, { format: 'name' })
const AGE = column('Age', (object, now) => age(object.metadata.creationTimestamp, now))
const age = (since: string | undefined, now: number) =>
  since === undefined ? '<unknown>' : duration(now - Date.parse(since))

const containers = (object: StoredObject) => listAt(object, 'spec', 'template', 'spec', 'containers')
const CONTAINERS = wide('Containers', (object) =>
  containers(object)
    .map((one) => textAt(one, 'name'))
    .join(','),
)
const IMAGES = wide('Images', (object) =>
  containers(object)
    .map((one) => textAt(one, 'image'))
    .join(','),
)
const SELECTOR = wide('Selector', (object) => orNone(labelsText(at(object, 'spec', 'selector', 'matchLabels'))))
const labelsText = (labels: unknown) =>
  isObject(labels)
    ? Object.entries(labels)
        .map(([key, value]) => `${key}=${String(value)}`)
        .join(',')
    : ''

/** The word of the STATUS column for a pod, as kubectl derives it. */
export function podStatus(pod: StoredObject): string {
  const statuses = listAt(pod, 'status', 'containerStatuses')
  const reasons = statuses.flatMap((status) => {
    const waiting = textAt(status, 'state', 'waiting', 'reason')
    const ended = textAt(status, 'state', 'terminated', 'reason')
    return [waiting || ended].filter((reason) => reason !== '')
  })
  if (pod.metadata.deletionTimestamp !== undefined) {
    return textAt(pod, 'status', 'reason') === 'NodeLost' ? 'Unknown' : 'Terminating'
  }
  return reasons.at(-1) ?? (textAt(pod, 'status', 'reason') || textAt(pod, 'status', 'phase') || 'Pending')
}

function nodeStatus(node: StoredObject): string {
  const ready = listAt(node, 'status', 'conditions').find((one) => one['type'] === 'Ready')
  const word = ready?.['status'] === 'True' ? 'Ready' : ready === undefined ? 'Unknown' : 'NotReady'
  return at(node, 'spec', 'unschedulable') === true ? `${word},SchedulingDisabled` : word
}

const ROLE = 'node-role.kubernetes.io/'
const rolesOf = (node: StoredObject) =>
  orNone(
    Object.keys(node.metadata.labels ?? {})
      .filter((label) => label.startsWith(ROLE))
      .map((label) => label.slice(ROLE.length))
      .sort()
      .join(','),
  )
const addressOf = (node: StoredObject, type: string) =>
  orNone(
    textAt(
      listAt(node, 'status', 'addresses').find((one) => one['type'] === type),
      'address',
    ),
  )

const portsOf = (service: StoredObject) =>
  orNone(
    listAt(service, 'spec', 'ports')
      .map((port) => {
        const nodePort = textAt(port, 'nodePort')
        return `${textAt(port, 'port')}${nodePort === '' ? '' : `:${nodePort}`}/${textAt(port, 'protocol') || 'TCP'}`
      })
      .join(','),
  )
function externalIp(service: StoredObject): string {
  const given = listAt(service, 'status', 'loadBalancer', 'ingress').map(
    (one) => textAt(one, 'ip') || textAt(one, 'hostname'),
  )
  if (given.length > 0) return given.join(',')
  return textAt(service, 'spec', 'type') === 'LoadBalancer' ? '<pending>' : '<none>'
}

const replicaColumns = (ready: string): readonly Column[] => [
  column('Desired', (object) => count(object, 'spec', 'replicas'), { type: 'integer' }),
  column('Current', (object) => count(object, 'status', 'replicas'), { type: 'integer' }),
  column('Ready', (object) => count(object, 'status', ready), { type: 'integer' }),
]

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Pod: [
    NAME,
    column('Ready', (pod) => {
      const statuses = listAt(pod, 'status', 'containerStatuses')
      return `${statuses.filter((one) => one['ready'] === true).length}/${listAt(pod, 'spec', 'containers').length}`
    }),
    column('Status', podStatus),
    column('Restarts', (pod) =>
      String(
        listAt(pod, 'status', 'containerStatuses').reduce((sum, one) => sum + Number(one['restartCount'] ?? 0), 0),
      ),
    ),
    AGE,
    wide('IP', (pod) => orNone(textAt(pod, 'status', 'podIP'))),
    wide('Node', (pod) => orNone(textAt(pod, 'spec', 'nodeName'))),
    wide('Nominated Node', () => '<none>'),
    wide('Readiness Gates', () => '<none>'),
  ],
  Node: [
    NAME,
    column('Status', nodeStatus),
    column('Roles', rolesOf),
    AGE,
    column('Version', (node) => textAt(node, 'status', 'nodeInfo', 'kubeletVersion')),
    wide('Internal-IP', (node) => addressOf(node, 'InternalIP')),
    wide('External-IP', (node) => addressOf(node, 'ExternalIP')),
    wide('OS-Image', (node) => textAt(node, 'status', 'nodeInfo', 'osImage')),
    wide('Kernel-Version', (node) => textAt(node, 'status', 'nodeInfo', 'kernelVersion')),
    wide('Container-Runtime', (node) => textAt(node, 'status', 'nodeInfo', 'containerRuntimeVersion')),
  ],
  Deployment: [
    NAME,
    column('Ready', (one) => `${count(one, 'status', 'readyReplicas')}/${count(one, 'spec', 'replicas')}`),
    column('Up-to-date', (one) => count(one, 'status', 'updatedReplicas')),
    column('Available', (one) => count(one, 'status', 'availableReplicas')),
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  ReplicaSet: [NAME, ...replicaColumns('readyReplicas'), AGE, CONTAINERS, IMAGES, SELECTOR],
  StatefulSet: [
    NAME,
    column('Ready', (one) => `${count(one, 'status', 'readyReplicas')}/${count(one, 'spec', 'replicas')}`),
    AGE,
    CONTAINERS,
    IMAGES,
  ],
  DaemonSet: [
    NAME,
    column('Desired', (one) => count(one, 'status', 'desiredNumberScheduled'), { type: 'integer' }),
    column('Current', (one) => count(one, 'status', 'currentNumberScheduled'), { type: 'integer' }),
    column('Ready', (one) => count(one, 'status', 'numberReady'), { type: 'integer' }),
    column('Up-to-date', (one) => count(one, 'status', 'updatedNumberScheduled'), { type: 'integer' }),
    column('Available', (one) => count(one, 'status', 'numberAvailable'), { type: 'integer' }),
    column('Node Selector', (one) => orNone(labelsText(at(one, 'spec', 'template', 'spec', 'nodeSelector')))),
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  Service: [
    NAME,
    column('Type', (one) => textAt(one, 'spec', 'type')),
    column('Cluster-IP', (one) => orNone(textAt(one, 'spec', 'clusterIP'))),
    column('External-IP', externalIp),
    column('Port(s)', portsOf),
    AGE,
    wide('Selector', (one) => orNone(labelsText(at(one, 'spec', 'selector')))),
  ],
  Namespace: [NAME, column('Status', (one) => textAt(one, 'status', 'phase')), AGE],
  ConfigMap: [NAME, column('Data', (one) => Object.keys(dataOf(one)).length), AGE],
  Secret: [
    NAME,
    column('Type', (one) => textAt(one, 'type')),
    column('Data', (one) => Object.keys(dataOf(one)).length),
    AGE,
  ],
  Event: [
    column('Last Seen', (event, now) => {
      const seen = textAt(event, 'lastTimestamp') || textAt(event, 'eventTime') || textAt(event, 'firstTimestamp')
      return seen === '' ? '<unknown>' : duration(now - Date.parse(seen))
    }),
    column('Type', (event) => textAt(event, 'type')),
    column('Reason', (event) => textAt(event, 'reason')),
    column('Object', (event) => {
      const about = at(event, 'involvedObject')
      return `${textAt(about, 'kind').toLowerCase()}/${textAt(about, 'name')}`
    }),
    wide('Subobject', (event) => textAt(event, 'involvedObject', 'fieldPath')),
    wide('Source', (event) => textAt(event, 'source', 'component')),
    column('Message', (event) => textAt(event, 'message').trim()),
    wide('First Seen', (event, now) => age(textAt(event, 'firstTimestamp') || undefined, now)),
    wide('Count', (event) => String(count(event, 'count'))),
    wide('Name', (event) => event.metadata.name),
  ],
}
const dataOf = (object: StoredObject): JsonObject => {
  const data = object['data']
  return isObject(data) ? data : {}
}

const OTHERS: readonly Column[] = [
  NAME,
  column('Created At', (object) => object.metadata.creationTimestamp ?? '<unknown>'),
]

/** @param includeObject `Metadata` (kubectl's default), `Object` or `None` */
export function tableOf(
  kind: string,
  objects: readonly StoredObject[],
  meta: JsonObject,
  includeObject: string,
  now: number,
): JsonObject {
  const columns = COLUMNS[kind] ?? OTHERS
  const shown = (object: StoredObject) => {
    if (includeObject === 'None') return {}
    if (includeObject === 'Object') return { object }
    const { apiVersion, kind: _kind, metadata } = { ...object, apiVersion: 'meta.k8s.io/v1' }
    return { object: { kind: 'PartialObjectMetadata', apiVersion, metadata } }
  }
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: meta,
    columnDefinitions: columns.map(({ name, type, format, priority }) => ({
      name,
      type,
      format: format ?? '',
      description: '',
      priority,
    })),
    rows: objects.map((object) => ({ cells: columns.map(({ value }) => value(object, now)), ...shown(object) })),
  }
}
