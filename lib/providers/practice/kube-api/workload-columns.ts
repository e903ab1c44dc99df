import { at, isObject, listAt, type StoredObject, textAt } from './kube-object'
import { duration } from './short-duration'
import { AGE, age, type Column, column, count, field, labelsText, NAME, number, orNone, wide } from './table-column'

const joined = (object: StoredObject, key: string, ...path: readonly string[]) =>
  listAt(object, ...path, 'template', 'spec', 'containers')
    .map((one) => textAt(one, key))
    .join(',')
const CONTAINERS = wide('Containers', (object) => joined(object, 'name', 'spec'))
const IMAGES = wide('Images', (object) => joined(object, 'image', 'spec'))
const SELECTOR = wide('Selector', (object) => orNone(labelsText(at(object, 'spec', 'selector', 'matchLabels'))))

const statusesOf = (pod: StoredObject) => listAt(pod, 'status', 'containerStatuses')

/** The word of the STATUS column for a pod, as the real printer derives it. */
export function podStatus(pod: StoredObject): string {
  if (pod.metadata.deletionTimestamp !== undefined)
    return textAt(pod, 'status', 'reason') === 'NodeLost' ? 'Unknown' : 'Terminating'
  return (
    initWord(pod) ?? stateWord(pod) ?? (textAt(pod, 'status', 'reason') || textAt(pod, 'status', 'phase') || 'Pending')
  )
}

function initWord(pod: StoredObject): string | undefined {
  const all = listAt(pod, 'status', 'initContainerStatuses')
  const index = all.findIndex((status) => at(status, 'state', 'terminated', 'exitCode') !== 0)
  const open = all[index]
  if (open === undefined) return undefined
  const ended = textAt(open, 'state', 'terminated', 'reason')
  const waiting = textAt(open, 'state', 'waiting', 'reason')
  if (ended !== '') return `Init:${ended}`
  return waiting !== '' && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${index}/${all.length}`
}

function stateWord(pod: StoredObject): string | undefined {
  const reasons = statusesOf(pod).flatMap((status) => {
    const reason = textAt(status, 'state', 'waiting', 'reason') || textAt(status, 'state', 'terminated', 'reason')
    return reason === '' ? [] : [reason]
  })
  // The first container's word wins; a pod that is over beside one that runs counts as running.
  const [first] = reasons
  const runs = statusesOf(pod).some((status) => status['ready'] === true && isObject(at(status, 'state', 'running')))
  return first === 'Completed' && runs ? 'Running' : first
}

function restartsText(pod: StoredObject, now: number): string {
  const statuses = statusesOf(pod)
  const total = statuses.reduce((sum, one) => sum + Number(one['restartCount'] ?? 0), 0)
  const ends = statuses.map((one) => textAt(one, 'lastState', 'terminated', 'finishedAt')).filter((text) => text !== '')
  const last = ends.sort().at(-1)
  return total === 0 || last === undefined ? String(total) : `${total} (${age(last, now)} ago)`
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

function jobStatus(job: StoredObject): string {
  const holds = (type: string) =>
    listAt(job, 'status', 'conditions').some((one) => one['type'] === type && one['status'] === 'True')
  if (holds('Complete')) return 'Complete'
  if (holds('Failed')) return 'Failed'
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating'
  if (holds('Suspended') || at(job, 'spec', 'suspend') === true) return 'Suspended'
  return holds('FailureTarget') ? 'FailureTarget' : 'Running'
}

function jobDuration(job: StoredObject, now: number): string {
  const start = textAt(job, 'status', 'startTime')
  const end = textAt(job, 'status', 'completionTime')
  return start === '' ? '' : duration((end === '' ? now : Date.parse(end)) - Date.parse(start))
}

const readyOfWanted = column(
  'Ready',
  (one) => `${count(one, 'status', 'readyReplicas')}/${Number(at(one, 'spec', 'replicas') ?? 1)}`,
)

const metricsText = (hpa: StoredObject): string => {
  const metrics = listAt(hpa, 'spec', 'metrics').map((metric) => {
    const target = at(metric, 'resource', 'target')
    const wanted = textAt(target, 'averageUtilization')
    return `${textAt(metric, 'resource', 'name')}: <unknown>/${wanted === '' ? textAt(target, 'averageValue') : `${wanted}%`}`
  })
  return orNone(metrics.join(', '))
}

const REPLICAS: readonly Column[] = [
  NAME,
  number('Desired', (object) => count(object, 'spec', 'replicas')),
  number('Current', (object) => count(object, 'status', 'replicas')),
  number('Ready', (object) => count(object, 'status', 'readyReplicas')),
  AGE,
  CONTAINERS,
  IMAGES,
]

export const WORKLOAD_COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Pod: [
    NAME,
    column('Ready', (pod) => {
      const ready = statusesOf(pod).filter((one) => one['ready'] === true && isObject(at(one, 'state', 'running')))
      return `${ready.length}/${listAt(pod, 'spec', 'containers').length}`
    }),
    column('Status', podStatus),
    column('Restarts', restartsText),
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
    readyOfWanted,
    column('Up-to-date', (one) => count(one, 'status', 'updatedReplicas')),
    column('Available', (one) => count(one, 'status', 'availableReplicas')),
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  ReplicaSet: [...REPLICAS, SELECTOR],
  ReplicationController: [...REPLICAS, wide('Selector', (one) => orNone(labelsText(at(one, 'spec', 'selector'))))],
  StatefulSet: [NAME, readyOfWanted, AGE, CONTAINERS, IMAGES],
  DaemonSet: [
    NAME,
    number('Desired', (one) => count(one, 'status', 'desiredNumberScheduled')),
    number('Current', (one) => count(one, 'status', 'currentNumberScheduled')),
    number('Ready', (one) => count(one, 'status', 'numberReady')),
    number('Up-to-date', (one) => count(one, 'status', 'updatedNumberScheduled')),
    number('Available', (one) => count(one, 'status', 'numberAvailable')),
    column('Node Selector', (one) => orNone(labelsText(at(one, 'spec', 'template', 'spec', 'nodeSelector')))),
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  Job: [
    NAME,
    column('Status', jobStatus),
    column(
      'Completions',
      (one) => `${count(one, 'status', 'succeeded')}/${Number(at(one, 'spec', 'completions') ?? 1)}`,
    ),
    column('Duration', jobDuration),
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  CronJob: [
    NAME,
    field('Schedule', 'spec', 'schedule'),
    field('Timezone', 'spec', 'timeZone'),
    column('Suspend', (one) => (at(one, 'spec', 'suspend') === true ? 'True' : 'False')),
    number('Active', (one) => listAt(one, 'status', 'active').length),
    column('Last Schedule', (one, now) => {
      const last = textAt(one, 'status', 'lastScheduleTime')
      return last === '' ? '<none>' : age(last, now)
    }),
    AGE,
    wide('Containers', (one) => joined(one, 'name', 'spec', 'jobTemplate', 'spec')),
    wide('Images', (one) => joined(one, 'image', 'spec', 'jobTemplate', 'spec')),
    wide('Selector', () => '<none>'),
  ],
  HorizontalPodAutoscaler: [
    NAME,
    column(
      'Reference',
      (one) => `${textAt(one, 'spec', 'scaleTargetRef', 'kind')}/${textAt(one, 'spec', 'scaleTargetRef', 'name')}`,
    ),
    column('Targets', metricsText),
    column('MinPods', (one) => textAt(one, 'spec', 'minReplicas') || '<unset>'),
    number('MaxPods', (one) => count(one, 'spec', 'maxReplicas')),
    number('Replicas', (one) => count(one, 'status', 'currentReplicas')),
    AGE,
  ],
}
