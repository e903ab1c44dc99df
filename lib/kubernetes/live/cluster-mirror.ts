import type { DeploymentRow, NodeRow, PodRow, ServiceRow } from '@/lib/contracts/live-rows'
import type { ViewRows } from '@/lib/shared/live-cluster/cluster-view'
import type { DeploymentObject, NodeObject, PodObject, ServiceObject } from '../objects'
import { EventTimeline } from './event-timeline'
import { LeaseHeartbeats } from './lease-heartbeats'
import { nodeSpeed } from './node-speed'
import { ObjectTable } from './object-table'
import { presentDeployment } from './present-deployment'
import { presentNode } from './present-node'
import { presentPod } from './present-pod'
import { presentService } from './present-service'

/**
 * One cluster's objects, stripped, and the rows made of them. Rows whose objects did not change keep their identity.
 * Knows no network and no clock: what happened and when is told to it.
 */
export class ClusterMirror {
  readonly nodes = new ObjectTable<NodeObject, NodeRow>((node) =>
    presentNode(node, { silentSince: this.silent.get(node.metadata.name) }),
  )
  readonly pods = new ObjectTable<PodObject, PodRow>((pod) => this.presentPod(pod))
  readonly deployments = new ObjectTable<DeploymentObject, DeploymentRow>(presentDeployment)
  readonly services = new ObjectTable<ServiceObject, ServiceRow>(presentService)
  readonly events = new EventTimeline((podUid) => this.pods.touch(podUid))
  readonly leases = new LeaseHeartbeats()

  private silent: ReadonlyMap<string, number> = new Map()
  /** Names of nodes that do not answer, as the rows last said. */
  private silentNodes: ReadonlySet<string> = new Set()
  private successors: ReadonlyMap<string, PodObject> = new Map()
  private speed = 1

  /** The view's rows. `leasesFresh` is false while leases are not being heard: nobody is declared silent then. */
  rows(now: number, leasesFresh: boolean): ViewRows {
    this.lookForSilence(now, leasesFresh)
    const nodes = this.nodes.rows()
    this.lookForLostPods(nodes)
    return {
      nodes,
      pods: this.pods.rows(),
      deployments: this.deployments.rows(),
      services: this.services.rows(),
      events: this.events.rows(),
    }
  }

  private lookForSilence(now: number, leasesFresh: boolean): void {
    const silent = leasesFresh ? this.leases.silent(now) : this.silent
    for (const node of this.nodes.objects()) {
      const { name, uid } = node.metadata
      if (silent.get(name) !== this.silent.get(name)) this.nodes.touch(uid)
    }
    this.silent = silent
  }

  /** While a node is silent, its pods depend on it and on each other; else each pod stands alone. */
  private lookForLostPods(nodes: Readonly<Record<string, NodeRow>>): void {
    const silentNodes = new Set(Object.values(nodes).flatMap((node) => (node.silentSince === null ? [] : [node.name])))
    const before = this.silentNodes
    this.silentNodes = silentNodes
    const [node] = this.nodes.objects()
    this.speed = node === undefined ? 1 : nodeSpeed(node)
    if (silentNodes.size === 0 && before.size === 0) return
    this.successors = youngestOfEachOwner(this.pods.objects(), silentNodes)
    for (const pod of this.pods.objects()) {
      const node = pod.spec.nodeName ?? ''
      if (silentNodes.has(node) || before.has(node)) this.pods.touch(pod.metadata.uid)
    }
  }

  private presentPod(pod: PodObject): PodRow {
    const nodeSilent = this.silentNodes.has(pod.spec.nodeName ?? '')
    const successor = nodeSilent ? this.successors.get(ownerKey(pod)) : undefined
    return presentPod(pod, {
      signal: this.events.signalOf(pod.metadata.uid),
      nodeSilent,
      successor: successor && { ready: isReady(successor) },
      speed: this.speed,
    })
  }
}

const ownerKey = ({ metadata }: PodObject) => {
  const owner = metadata.ownerReferences?.[0]
  return owner === undefined ? `pod ${metadata.uid}` : `${owner.kind} ${metadata.namespace ?? ''}/${owner.name}`
}

const isReady = ({ status }: PodObject) =>
  status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false

/** The pods that took the place of lost ones: made after the silence began, on machines that answer; ready ones first. */
function youngestOfEachOwner(
  pods: Iterable<PodObject>,
  silentNodes: ReadonlySet<string>,
): ReadonlyMap<string, PodObject> {
  const lostAt = new Map<string, string>()
  const healthy: PodObject[] = []
  for (const pod of pods) {
    const created = pod.metadata.creationTimestamp ?? ''
    if (!silentNodes.has(pod.spec.nodeName ?? '')) healthy.push(pod)
    else if ((lostAt.get(ownerKey(pod)) ?? '') < created) lostAt.set(ownerKey(pod), created)
  }
  const successors = new Map<string, PodObject>()
  for (const pod of healthy) {
    const key = ownerKey(pod)
    const lost = lostAt.get(key)
    if (lost === undefined || (pod.metadata.creationTimestamp ?? '') <= lost || pod.metadata.deletionTimestamp != null)
      continue
    const known = successors.get(key)
    if (known === undefined || (isReady(pod) && !isReady(known))) successors.set(key, pod)
  }
  return successors
}
