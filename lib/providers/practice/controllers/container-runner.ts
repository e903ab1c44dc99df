import { at, type JsonObject, listAt, type StoredObject, textAt } from '../kube-api/kube-object'
import { ContainerOutput } from './container-output'
import { type ContainerState, initContainersOf, waitingState } from './pod-status'

/** A full container of a simulated node; `init` ones run to their end before the others begin. */
export interface ContainerRunner {
  readonly spec: JsonObject
  readonly name: string
  readonly init: boolean
  state: ContainerState
  output: ContainerOutput
  /** Of the container before the last restart. */
  previous: ContainerOutput
  plays: boolean
}

/** A container as it was when its pod was last written down, or as it begins. */
export function runnerOf(pod: StoredObject, spec: JsonObject, init: boolean): ContainerRunner {
  const name = textAt(spec, 'name')
  const known = listAt(pod, 'status', init ? 'initContainerStatuses' : 'containerStatuses')
  const before = known.find((status) => status['name'] === name)
  const waits = initContainersOf(pod).length > 0 && !init ? 'PodInitializing' : 'ContainerCreating'
  const state: ContainerState = {
    state: (at(before, 'state') as JsonObject | undefined) ?? waitingState(waits),
    lastState: (at(before, 'lastState') as JsonObject | undefined) ?? {},
    ready: before?.['ready'] === true,
    restarts: Number(before?.['restartCount'] ?? 0),
  }
  return { spec, name, init, state, output: new ContainerOutput(), previous: new ContainerOutput(), plays: false }
}

/** Whether an image's name says that it fails so. */
export const isFaulty = (container: JsonObject, fault: 'fails-to-pull' | 'fails-to-start' | 'fails-readiness') =>
  textAt(container, 'image').includes(fault)

/** What an image's own program does is not known; but this one does nothing until it is stopped. */
export const runsForever = (spec: JsonObject): boolean => /\/(mirrored-)?pause:/.test(textAt(spec, 'image'))
