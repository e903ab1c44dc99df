import type { ContainerRow, PodRow, StateWords } from '@/lib/contracts/live-rows'
import { isSystemNamespace } from '@/lib/shared/live-cluster/system-namespaces'
import { type ContainerStatus, type PodObject, timeOf } from '../objects'
import { containerTrouble, exitWords, sidecarsOf } from './container-trouble'
import type { PodSignal } from './pod-signal'
import { CREATING, FAILED } from './pod-words'
import { whyPending } from './why-pending'
import { say, sentence, short } from './word-table'

export interface PodContext {
  readonly signal: PodSignal | undefined
  /** Its machine no longer answers. */
  readonly nodeSilent: boolean
  /** Another pod of the same owner, younger than this one: undefined if there is none. */
  readonly successor: { readonly ready: boolean } | undefined
  /** How much faster than real time its cluster runs, see nodeSpeed. */
  readonly speed?: number
}

/** A pod as a row of the view, with the reason of its state in words. */
export function presentPod(pod: PodObject, context: PodContext): PodRow {
  const { metadata, spec, status } = pod
  const helpers = new Set(sidecarsOf(pod).map(({ name }) => name))
  const statuses = [
    ...(status.initContainerStatuses ?? []).filter(({ name }) => helpers.has(name)),
    ...(status.containerStatuses ?? []),
  ]
  const restarts = statuses.reduce((sum, each) => sum + each.restartCount, 0)
  const ready = status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false
  const lost = context.nodeSilent && !isOver(pod)
  return {
    key: metadata.uid,
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    system: isSystemNamespace(metadata.namespace),
    node: spec.nodeName ?? null,
    owner: ownerOf(pod),
    phase: status.phase ?? 'Pending',
    ready: ready && !lost && metadata.deletionTimestamp == null,
    readyContainers: lost ? 0 : statuses.filter((each) => each.ready).length,
    containers: containerRows(pod),
    restarts,
    lastRestartAt: restarts > 0 ? lastRestart(statuses) : null,
    lost: lost && (metadata.deletionTimestamp != null || context.successor !== undefined),
    replaced: lost && context.successor?.ready === true,
    ip: status.podIP ?? null,
    createdAt: timeOf(metadata.creationTimestamp) ?? 0,
    ...podState(pod, context, ready),
  }
}

const isOver = ({ status }: PodObject) => status.phase === 'Succeeded' || status.phase === 'Failed'

/** In the order in which a cause hides the ones below it. */
function podState(pod: PodObject, context: PodContext, ready: boolean): StateWords {
  if (context.nodeSilent && !isOver(pod)) return lostState(pod, context)
  if (pod.metadata.deletionTimestamp != null) return { tone: 'quiet', label: 'Ending', words: 'Ending.', hint: '' }
  if (pod.status.phase === 'Succeeded') return { tone: 'quiet', label: 'Done', words: 'Done: it ended well.', hint: '' }
  if (pod.status.phase === 'Failed') return failedState(pod)
  if (!pod.spec.nodeName) return pendingState(pod)
  return (
    containerTrouble(pod, context.signal) ??
    (ready
      ? { tone: 'good', label: 'Running', words: 'Running.', hint: '' }
      : pod.status.phase === 'Running'
        ? notReadyState(context.signal)
        : startingState(context.signal))
  )
}

function lostState(pod: PodObject, { successor, speed = 1 }: PodContext): StateWords {
  const node = pod.spec.nodeName ?? 'its machine'
  if (successor?.ready) {
    return {
      tone: 'quiet',
      label: 'Replaced',
      words: `Lost with ${node}, replaced.`,
      hint: 'Kubernetes takes this one off the list when the machine is back or removed.',
    }
  }
  if (pod.metadata.deletionTimestamp != null || successor !== undefined) {
    return { tone: 'bad', label: 'Lost', words: `Lost with ${node}; another one is being made.`, hint: '' }
  }
  const seconds = pod.spec.tolerations?.find(({ key }) => key === 'node.kubernetes.io/unreachable')?.tolerationSeconds
  const isAlone = ownerOf(pod) === null
  const fate =
    seconds == null
      ? 'it stays with its machine'
      : `Kubernetes ${isAlone ? 'gives it up' : 'moves it'} after ${waitWords(seconds / speed)}`
  return {
    tone: 'bad',
    label: 'Unknown',
    words: `${node} is silent, so nobody knows how it is; ${fate}.`,
    hint: isAlone
      ? 'Bring the machine back. Nothing owns this pod, so nothing makes it anew elsewhere.'
      : 'Bring the machine back, or remove it from the cluster.',
  }
}

const waitWords = (seconds: number) =>
  seconds >= 120 ? `${Math.round(seconds / 60)} minutes` : `${Math.max(1, Math.round(seconds))} s`

function failedState({ status }: PodObject): StateWords {
  const said = say(FAILED, `${status.reason ?? ''}: ${status.message ?? ''}`)
  if (said !== undefined) return { tone: 'bad', label: 'Failed', ...said }
  const ended = status.containerStatuses?.find((each) => (each.state?.terminated?.exitCode ?? 0) !== 0)
  const how = ended?.state?.terminated ? exitWords(ended.state.terminated) : status.message || 'it gives no reason'
  return { tone: 'bad', label: 'Failed', words: `Failed: ${sentence(short(how))}`, hint: 'Its log may say more.' }
}

function pendingState(pod: PodObject): StateWords {
  const scheduled = pod.status.conditions?.find(({ type }) => type === 'PodScheduled')
  if (scheduled?.status !== 'False') {
    return { tone: 'busy', label: 'Pending', words: 'Pending: a machine is being chosen.', hint: '' }
  }
  return { tone: 'warning', label: 'Pending', ...whyPending(scheduled.message ?? '') }
}

function startingState(signal: PodSignal | undefined): StateWords {
  const said = signal && say(CREATING, `${signal.reason}: ${signal.message}`)
  const waiting = said?.hint !== undefined && said.hint !== ''
  return {
    tone: waiting ? 'warning' : 'busy',
    label: waiting ? 'Waiting' : 'Starting',
    words: said?.words ?? 'Starting: the machine prepares the containers.',
    hint: said?.hint ?? '',
  }
}

function notReadyState(signal: PodSignal | undefined): StateWords {
  if (signal?.reason === 'Unhealthy') {
    const probe = /^(\w+) probe/.exec(signal.message)?.[1]?.toLowerCase() ?? 'readiness'
    return {
      tone: 'warning',
      label: 'Not ready',
      words: `Running, but its ${probe} check fails: ${sentence(short(signal.message.replace(/^.*?probe (failed|errored)[^:]*: /i, ''), 160))}`,
      hint: 'Until the check passes, no request is sent to it. Its log may say more.',
    }
  }
  return { tone: 'busy', label: 'Starting', words: 'Running, but not ready for requests yet.', hint: '' }
}

function ownerOf({ metadata }: PodObject): PodRow['owner'] {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller) ?? metadata.ownerReferences?.[0]
  if (owner === undefined) return null
  const hash = metadata.labels?.['pod-template-hash']
  return owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`)
    ? { kind: 'Deployment', name: owner.name.slice(0, -hash.length - 1) }
    : { kind: owner.kind, name: owner.name }
}

function containerRows(pod: PodObject): readonly ContainerRow[] {
  const { containerStatuses, initContainerStatuses } = pod.status
  return [...sidecarsOf(pod), ...pod.spec.containers].map(({ name, image }) => {
    const seen = [...(containerStatuses ?? []), ...(initContainerStatuses ?? [])].find((each) => each.name === name)
    return {
      name,
      image: image ?? seen?.image ?? '',
      ready: seen?.ready ?? false,
      restarts: seen?.restartCount ?? 0,
      words: containerWords(seen),
    }
  })
}

function containerWords(status: ContainerStatus | undefined): string {
  const state = status?.state
  if (state?.running) return 'Running'
  if (state?.terminated) return `Ended: ${exitWords(state.terminated)}`
  return state?.waiting?.reason ?? 'Waiting'
}

function lastRestart(statuses: readonly ContainerStatus[]): number | null {
  const ends = statuses.flatMap((each) => timeOf(each.lastState?.terminated?.finishedAt) ?? [])
  return ends.length > 0 ? Math.max(...ends) : null
}
