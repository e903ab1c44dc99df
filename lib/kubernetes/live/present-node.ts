import type { ConditionRow, NodeRow, StateWords } from '@/lib/contracts/live-rows'
import { quantity } from '@/lib/core/quantity'
import { type Condition, type NodeObject, timeOf } from '../objects'
import { nodeSpeed } from './node-speed'
import { say, sentence, short, type WordRule } from './word-table'

export interface NodeContext {
  /** When the node's lease was renewed too long ago: the moment it was last heard. */
  readonly silentSince: number | undefined
}

const NOT_READY: readonly WordRule[] = [
  {
    when: /cni plugin not initialized|network plugin is not ready|NetworkPluginNotReady|NetworkReady=false/i,
    words: 'Starting: the pod network is not up yet.',
    hint: 'This takes some seconds after a start. If it stays, look at the log of k3s on the machine.',
  },
  {
    when: /container runtime is down|runtime not up|failed to connect to containerd|RuntimeReady=false/i,
    words: 'The container runtime on the machine does not answer.',
    hint: 'Restart k3s on the machine. A full disk is a frequent cause.',
  },
  {
    when: /PLEG is not healthy/i,
    words: 'The container runtime answers too slowly.',
    hint: 'The machine is overloaded, or its disk or SD card is failing.',
  },
  {
    when: /shutting down|shutdown/i,
    words: 'The machine is shutting down.',
    hint: 'It comes back by itself after a reboot.',
  },
  {
    when: /CSINode is not yet initialized|not yet initialized|node .* not found/i,
    words: 'Starting: the machine is registering with the cluster.',
    hint: '',
  },
]

const PRESSURE: Readonly<Record<string, { readonly words: string; readonly hint: string }>> = {
  MemoryPressure: {
    words: 'The machine is short of memory; Kubernetes may end pods on it.',
    hint: 'Scale something down or use a machine with more memory.',
  },
  DiskPressure: {
    words: 'The disk is nearly full; Kubernetes ends pods and deletes unused images.',
    hint: 'Free space on the machine.',
  },
  PIDPressure: {
    words: 'The machine has too many processes.',
    hint: 'Look for a program that starts others without end.',
  },
  NetworkUnavailable: { words: 'The pod network is not set up on the machine.', hint: 'Look at the log of k3s on it.' },
}

/** A node as a row of the view. Roles come from its labels; a node without the control-plane label is an agent. */
export function presentNode(node: NodeObject, context: NodeContext): NodeRow {
  const { metadata, spec, status } = node
  const ready = condition(node, 'Ready')
  const info = status.nodeInfo
  const silentSince = silence(ready, context)
  return {
    key: metadata.uid,
    name: metadata.name,
    roles: rolesOf(metadata.labels ?? {}),
    address: status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? null,
    architecture: info?.architecture ?? '',
    version: info?.kubeletVersion ?? '',
    os: info?.osImage ?? '',
    kernel: info?.kernelVersion ?? '',
    runtime: info?.containerRuntimeVersion ?? '',
    cpus: quantity(status.capacity?.['cpu']),
    memoryGiB: Math.round((quantity(status.capacity?.['memory']) * 10) / 2 ** 30) / 10,
    podCapacity: quantity(status.capacity?.['pods']),
    ready: ready?.status === 'True' && silentSince === null,
    silentSince,
    since: timeOf(ready?.lastTransitionTime) ?? timeOf(metadata.creationTimestamp) ?? 0,
    unschedulable: spec.unschedulable ?? false,
    conditions: (status.conditions ?? []).map(presentCondition),
    createdAt: timeOf(metadata.creationTimestamp) ?? 0,
    ...nodeState(node, ready, silentSince),
  }
}

/** 50 s without a heartbeat, then some seconds until the pods are told to go. */
function lostAfter(node: NodeObject): string {
  const speed = nodeSpeed(node)
  return speed === 1 ? 'a minute' : `${Math.ceil(60 / speed)} s`
}

function nodeState(node: NodeObject, ready: Condition | undefined, silentSince: number | null): StateWords {
  if (silentSince !== null) {
    return {
      tone: 'bad',
      label: 'Silent',
      words: 'Silent: the machine is off, cut off from the network, or k3s on it has stopped.',
      hint: `Check its power and cable. After about ${lostAfter(node)} Kubernetes counts it as lost and moves its pods.`,
    }
  }
  if (ready === undefined) return { tone: 'busy', label: 'Joining', words: 'Joining the cluster.', hint: '' }
  if (ready.status !== 'True') {
    const said = say(NOT_READY, ready.message ?? '')
    return {
      tone: said?.hint === '' || said?.words.startsWith('Starting') ? 'busy' : 'bad',
      label: 'Not ready',
      words: said?.words ?? `Not ready: ${sentence(short(ready.message || ready.reason || 'it gives no reason'))}`,
      hint: said?.hint ?? 'Look at the log of k3s on the machine: journalctl -u k3s -u k3s-agent.',
    }
  }
  const pressed = node.status.conditions?.find(({ type, status }) => status === 'True' && Object.hasOwn(PRESSURE, type))
  const pressure = pressed && PRESSURE[pressed.type]
  if (pressure !== undefined) return { tone: 'warning', label: 'Ready', ...pressure }
  if (node.spec.taints?.some(({ key }) => key === 'node.cloudprovider.kubernetes.io/uninitialized')) {
    return { tone: 'busy', label: 'Joining', words: 'Waiting until the cloud controller has set it up.', hint: '' }
  }
  if (node.spec.unschedulable) {
    return {
      tone: 'warning',
      label: 'Cordoned',
      words: 'Ready, but closed for new pods (cordoned).',
      hint: 'Uncordon it when the work on it is done.',
    }
  }
  return { tone: 'good', label: 'Ready', words: 'Ready: it answers and takes pods.', hint: '' }
}

/**
 * Its lease tells first; the node controller's verdict (`Unknown`) comes some 40 s after the last renewal. The condition's
 * heartbeat is no help: a healthy kubelet writes it only every 5 minutes.
 */
function silence(ready: Condition | undefined, context: NodeContext): number | null {
  const verdict = ready?.status === 'Unknown' ? timeOf(ready.lastTransitionTime) : undefined
  const times = [context.silentSince, verdict].filter((time) => time !== undefined)
  return times.length > 0 ? Math.min(...times) : null
}

const condition = (node: NodeObject, type: string) => node.status.conditions?.find((each) => each.type === type)

function presentCondition({ type, status, message, reason }: Condition): ConditionRow {
  const wanted = type === 'Ready' ? 'True' : 'False'
  const tone = status === wanted ? 'good' : status === 'Unknown' ? 'bad' : 'warning'
  return { type, tone, words: short(message || reason || '') }
}

const ROLE = 'node-role.kubernetes.io/'

function rolesOf(labels: Readonly<Record<string, string>>): readonly string[] {
  const named = Object.keys(labels).flatMap((label) => (label.startsWith(ROLE) ? [label.slice(ROLE.length)] : []))
  const isServer = named.includes('control-plane') || named.includes('master')
  return [isServer ? 'server' : 'agent', ...named.filter((role) => !['control-plane', 'master'].includes(role)).sort()]
}
