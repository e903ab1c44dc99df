/** A pod's status as a kubelet reports it, from what its containers are doing. */
import { createHash } from 'node:crypto'
import { at, isObject, type JsonObject, listAt, type StoredObject, textAt } from '../kube-api/kube-object'

export interface ContainerState {
  /** `{ running: … }`, `{ waiting: … }` or `{ terminated: … }` as the API has them. */
  readonly state: JsonObject
  readonly lastState: JsonObject
  readonly ready: boolean
  readonly restarts: number
}

export interface PodFacts {
  readonly containers: ReadonlyMap<string, ContainerState>
  readonly initContainers: ReadonlyMap<string, ContainerState>
  readonly podIp: string
  readonly hostIp: string
  /** RFC 3339. */
  readonly now: string
}

export const containersOf = (pod: StoredObject) => listAt(pod, 'spec', 'containers')
export const initContainersOf = (pod: StoredObject) => listAt(pod, 'spec', 'initContainers')

/** Before anything of the pod was started. */
export const waitingState = (reason: string, message = ''): JsonObject => ({
  waiting: { ...(message === '' ? {} : { message }), reason },
})

export const isRunning = ({ state }: ContainerState): boolean => 'running' in state
const exitCode = ({ state }: ContainerState): number | undefined => {
  const code = at(state, 'terminated', 'exitCode')
  return typeof code === 'number' ? code : undefined
}

export function podPhase(pod: StoredObject, facts: PodFacts): 'Pending' | 'Running' | 'Succeeded' | 'Failed' {
  const states = containersOf(pod).map((container) => facts.containers.get(textAt(container, 'name')))
  const codes = states.map((state) => (state === undefined ? undefined : exitCode(state)))
  const policy = textAt(pod, 'spec', 'restartPolicy')
  const over = codes.every(
    (code) => code !== undefined && (policy === 'Never' || (policy === 'OnFailure' && code === 0)),
  )
  if (states.length > 0 && over) return codes.every((code) => code === 0) ? 'Succeeded' : 'Failed'
  const failedInit = [...facts.initContainers.values()].some((state) => (exitCode(state) ?? 0) !== 0)
  if (failedInit && policy === 'Never') return 'Failed'
  const begun = states.some(
    (state) =>
      state !== undefined && (isRunning(state) || 'terminated' in state.lastState || exitCode(state) !== undefined),
  )
  return begun ? 'Running' : 'Pending'
}

/** The whole status; times of what did not change are kept from the one before. */
export function podStatusOf(pod: StoredObject, facts: PodFacts): JsonObject {
  const before: JsonObject = isObject(pod['status']) ? pod['status'] : {}
  const phase = podPhase(pod, facts)
  const names = containersOf(pod).map((container) => textAt(container, 'name'))
  const unready = names.filter((name) => facts.containers.get(name)?.ready !== true)
  const initDone = [...facts.initContainers.values()].every((state) => exitCode(state) === 0)
  const over = phase === 'Succeeded' || phase === 'Failed'
  const notReady = over
    ? { reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed' }
    : { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` }
  const ready = unready.length === 0 && !over
  const conditions = [
    condition(before, 'PodReadyToStartContainers', facts.podIp !== '' && !over, facts.now, {}),
    condition(
      before,
      'Initialized',
      initDone,
      facts.now,
      over && phase === 'Succeeded' ? { reason: 'PodCompleted' } : incomplete(facts),
    ),
    condition(before, 'Ready', ready, facts.now, notReady),
    condition(before, 'ContainersReady', ready, facts.now, notReady),
    condition(before, 'PodScheduled', true, facts.now, {}),
  ]
  return {
    ...before,
    observedGeneration: pod.metadata.generation,
    phase,
    conditions: conditions.map((one) => ({ ...one, observedGeneration: pod.metadata.generation })),
    hostIP: facts.hostIp,
    hostIPs: [{ ip: facts.hostIp }],
    startTime: before['startTime'] ?? facts.now,
    ...(facts.podIp === '' ? {} : { podIP: facts.podIp, podIPs: [{ ip: facts.podIp }] }),
    ...(facts.initContainers.size === 0
      ? {}
      : { initContainerStatuses: initContainersOf(pod).map((one) => containerStatus(pod, one, facts.initContainers)) }),
    containerStatuses: containersOf(pod).map((one) => containerStatus(pod, one, facts.containers)),
    ...resourcesOf(pod),
  }
}

function incomplete(facts: PodFacts): JsonObject {
  const open = [...facts.initContainers].filter(([, state]) => exitCode(state) !== 0).map(([name]) => name)
  return open.length === 0
    ? {}
    : { reason: 'ContainersNotInitialized', message: `containers with incomplete status: [${open.join(' ')}]` }
}

/** What all containers together ask for. */
function resourcesOf(pod: StoredObject): JsonObject {
  const asked = containersOf(pod).map((container) => at(container, 'resources', 'requests'))
  const [only] = asked
  return asked.length === 1 && isObject(only)
    ? { allocatedResources: only, resources: { requests: only } }
    : { resources: {} }
}

function containerStatus(pod: StoredObject, container: JsonObject, states: PodFacts['containers']): JsonObject {
  const name = textAt(container, 'name')
  const image = textAt(container, 'image')
  const { state, lastState, ready, restarts } = states.get(name) ?? {
    state: waitingState('PodInitializing'),
    lastState: {},
    ready: false,
    restarts: 0,
  }
  const waits = 'waiting' in state && !('terminated' in lastState)
  const id = `practice://${pod.metadata.uid ?? ''}-${name}-${restarts}`
  const resources = isObject(container['resources']) ? container['resources'] : {}
  const requests = resources['requests']
  const ended = isObject(state['terminated']) ? { terminated: { ...state['terminated'], containerID: id } } : state
  return {
    name,
    image,
    imageID: waits ? '' : imageId(image),
    ...(waits ? {} : { containerID: id }),
    ready,
    started: 'running' in state,
    restartCount: restarts,
    state: ended,
    lastState,
    ...(waits ? {} : { resources, ...(requests === undefined ? {} : { allocatedResources: requests }) }),
    ...(Array.isArray(container['volumeMounts'])
      ? {
          volumeMounts: listAt(container, 'volumeMounts').map((mount) => ({
            name: mount['name'],
            mountPath: mount['mountPath'],
            ...(mount['readOnly'] === true ? { readOnly: true, recursiveReadOnly: 'Disabled' } : {}),
          })),
        }
      : {}),
  }
}

/** There are no images; the same name has the same digest, as a tag that nobody moves. */
const imageId = (image: string) => `sha256:${createHash('sha256').update(image).digest('hex')}`

function condition(before: JsonObject, type: string, holds: boolean, now: string, why: JsonObject): JsonObject {
  const old = listAt(before, 'conditions').find((one) => one['type'] === type)
  const status = holds ? 'True' : 'False'
  return {
    type,
    status,
    lastProbeTime: null,
    lastTransitionTime: old?.['status'] === status ? old['lastTransitionTime'] : now,
    ...(holds && type !== 'Initialized' ? {} : holds && why['reason'] !== 'PodCompleted' ? {} : why),
  }
}
