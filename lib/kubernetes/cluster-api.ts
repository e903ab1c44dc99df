import { z } from 'zod'
import { type Clock, systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import type {
  ClusterApi,
  ClusterApis,
  KubeObject,
  NodeFact,
  ObjectQuery,
  ObjectRef,
  PodFact,
  PodLogOptions,
  RolloutFact,
  Workload,
} from '@/lib/ports/cluster-api'
import { KubeTransport } from './kube-transport'
import { presentDeployment } from './live/present-deployment'
import { presentNode } from './live/present-node'
import { presentPod } from './live/present-pod'
import { signalsByPod } from './live/signals-by-pod'
import {
  DaemonSetObject,
  DeploymentObject,
  EventObject,
  ListOf,
  NodeWithImages,
  PodObject,
  ServiceObject,
} from './objects'
import { ResourcePaths } from './resource-paths'

/** As this field manager everything of ours is applied. */
export const FIELD_MANAGER = 'buzzcrate'

/** A kubelet that was told of an external cloud provider puts this taint on its node. */
const AWAITS_CLOUD = 'node.cloudprovider.kubernetes.io/uninitialized'
const REMOVE_DEADLINE_MS = 180_000
const MOST_LISTED = 500

const ListedObject = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().exactOptional(),
    labels: z.record(z.string(), z.string()).exactOptional(),
    annotations: z.record(z.string(), z.string()).exactOptional(),
  }),
})
const AnyObject = ListedObject.extend({ apiVersion: z.string(), kind: z.string() })

/** The cluster port on a real API server, or anything that answers like one. */
export function kubernetesClusterApis(clock: Clock = systemClock): ClusterApis {
  return { open: (kubeconfig, reach) => new KubernetesClusterApi(new KubeTransport(kubeconfig, reach), clock) }
}

class KubernetesClusterApi implements ClusterApi {
  private readonly transport: KubeTransport
  private readonly paths: ResourcePaths
  private readonly clock: Clock

  constructor(transport: KubeTransport, clock: Clock) {
    this.transport = transport
    this.paths = new ResourcePaths(transport)
    this.clock = clock
  }

  async version(signal: AbortSignal): Promise<string> {
    const Version = z.object({ gitVersion: z.string() })
    return (await this.transport.json(Version, { path: '/version', signal })).gitVersion
  }

  async nodes(signal: AbortSignal): Promise<readonly NodeFact[]> {
    const { items } = await this.transport.json(ListOf(NodeWithImages), { path: '/api/v1/nodes', signal })
    return items.map((node) => {
      const row = presentNode(node, { silentSince: undefined })
      return {
        name: row.name,
        ready: row.ready,
        reason: row.ready ? '' : row.words,
        kubeletVersion: row.version,
        internalIp: row.address ?? undefined,
        architecture: row.architecture,
        unschedulable: row.unschedulable,
        awaitsCloud: (node.spec.taints ?? []).some(({ key }) => key === AWAITS_CLOUD),
        uid: row.key,
        images: (node.status.images ?? []).flatMap(({ names }) => names ?? []),
      }
    })
  }

  async pods(namespace: string, labelSelector: string, signal: AbortSignal): Promise<readonly PodFact[]> {
    const path = `${inNamespace(namespace)}/pods`
    const { items } = await this.transport.json(ListOf(PodObject), { path, query: { labelSelector }, signal })
    const hasTrouble = items.some((pod) => pod.status.containerStatuses?.every((each) => each.ready) !== true)
    const signals = hasTrouble ? await this.signals(namespace, signal) : new Map()
    return items.map((pod) => {
      const row = presentPod(pod, { signal: signals.get(pod.metadata.uid), nodeSilent: false, successor: undefined })
      return {
        name: row.name,
        namespace: row.namespace,
        node: row.node ?? undefined,
        phase: row.phase,
        ready: row.ready,
        podIp: row.ip ?? undefined,
        waitingFor: row.ready ? '' : row.words,
      }
    })
  }

  async apply(
    objects: readonly KubeObject[],
    signal: AbortSignal,
    { dryRun = false }: { readonly dryRun?: boolean } = {},
  ): Promise<void> {
    for (const object of objects) {
      const { apiVersion, kind, metadata } = object
      const path = await this.paths.of({ apiVersion, kind, ...metadata }, signal)
      if (path === undefined) throw unknownKind(object)
      await this.transport.text({
        method: 'PATCH',
        path,
        query: { fieldManager: FIELD_MANAGER, force: true, ...(dryRun ? { dryRun: 'All' } : {}) },
        // JSON is YAML.
        contentType: 'application/apply-patch+yaml',
        body: object,
        signal,
      })
    }
  }

  async read(ref: ObjectRef, signal: AbortSignal): Promise<KubeObject | undefined> {
    const path = await this.paths.of(ref, signal)
    return path === undefined ? undefined : unlessMissing(this.transport.json(AnyObject, { path, signal }))
  }

  async list(query: ObjectQuery, signal: AbortSignal): Promise<readonly KubeObject[]> {
    const path = await this.paths.ofList(query, signal)
    if (path === undefined) return []
    const { apiVersion, kind, labelSelector } = query
    const { items } = await this.transport.json(ListOf(ListedObject), {
      path,
      query: { limit: MOST_LISTED, ...(labelSelector === undefined ? {} : { labelSelector }) },
      signal,
    })
    // What stands in a list does not say its own kind.
    return items.map((item) => ({ ...item, apiVersion, kind }))
  }

  async remove(objects: readonly ObjectRef[], signal: AbortSignal): Promise<void> {
    const leaving: { readonly ref: ObjectRef; readonly path: string }[] = []
    for (const ref of [...objects].reverse()) {
      const path = await this.paths.of(ref, signal)
      if (path === undefined) continue
      // Foreground: the object goes last, when all that it made is gone.
      const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Foreground' }
      await unlessMissing(this.transport.text({ method: 'DELETE', path, body, signal }))
      leaving.push({ ref, path })
    }
    await Promise.all(leaving.map(({ ref, path }) => this.untilGone(ref, path, signal)))
  }

  async rollout(
    namespace: string,
    name: string,
    signal: AbortSignal,
    workload: Workload = 'Deployment',
  ): Promise<RolloutFact | undefined> {
    const path = `/apis/apps/v1${namespaced(namespace)}/${workload.toLowerCase()}s/${encodeURIComponent(name)}`
    const schema = workload === 'DaemonSet' ? DaemonSetObject : DeploymentObject
    const found = await unlessMissing(this.transport.json(schema, { path, signal }))
    if (found === undefined) return undefined
    const { wanted, ready, updated, tone, words } = presentDeployment(found)
    return { wanted, ready, updated, waitingFor: tone === 'good' || tone === 'quiet' ? '' : words }
  }

  async loadBalancers(signal: AbortSignal): Promise<readonly ObjectRef[]> {
    const { items } = await this.transport.json(ListOf(ServiceObject), { path: '/api/v1/services', signal })
    return items
      .filter(({ spec }) => spec.type === 'LoadBalancer')
      .map(({ metadata: { name, namespace } }) => ({
        apiVersion: 'v1',
        kind: 'Service',
        name,
        ...(namespace == null ? {} : { namespace }),
      }))
  }

  async loadBalancerAddresses(namespace: string, service: string, signal: AbortSignal): Promise<readonly string[]> {
    const path = `${inNamespace(namespace)}/services/${encodeURIComponent(service)}`
    const found = await unlessMissing(this.transport.json(ServiceObject, { path, signal }))
    return (found?.status.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? [])
  }

  async podLog(namespace: string, pod: string, signal: AbortSignal, options: PodLogOptions = {}): Promise<string> {
    return this.transport.text({
      path: `${inNamespace(namespace)}/pods/${encodeURIComponent(pod)}/log`,
      query: { ...options, limitBytes: 1_000_000 },
      signal,
    })
  }

  async scale(namespace: string, deployment: string, replicas: number, signal: AbortSignal): Promise<void> {
    await this.transport.text({
      method: 'PATCH',
      path: `/apis/apps/v1${namespaced(namespace)}/deployments/${encodeURIComponent(deployment)}/scale`,
      query: { fieldManager: FIELD_MANAGER },
      contentType: 'application/merge-patch+json',
      body: { spec: { replicas } },
      signal,
    })
  }

  async deletePod(namespace: string, pod: string, signal: AbortSignal): Promise<void> {
    const path = `${inNamespace(namespace)}/pods/${encodeURIComponent(pod)}`
    await unlessMissing(this.transport.text({ method: 'DELETE', path, signal }))
  }

  close(): void {
    this.transport.close()
  }

  private async signals(namespace: string, signal: AbortSignal) {
    const path = `${inNamespace(namespace)}/events`
    const query = { fieldSelector: 'involvedObject.kind=Pod', limit: 500 }
    return signalsByPod((await this.transport.json(ListOf(EventObject), { path, query, signal })).items)
  }

  private async untilGone(ref: ObjectRef, path: string, signal: AbortSignal): Promise<void> {
    await waitFor({
      look: async () => ((await unlessMissing(this.transport.text({ path, signal }))) === undefined ? true : undefined),
      everyMs: 200,
      deadlineMs: REMOVE_DEADLINE_MS,
      onDeadline: (waitedMs, last) => last ?? stays(ref, waitedMs),
      clock: this.clock,
      signal,
    })
  }
}

const namespaced = (namespace: string) => `/namespaces/${encodeURIComponent(namespace)}`
const inNamespace = (namespace: string) => `/api/v1${namespaced(namespace)}`

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof AppError && error.code === 'cluster-object-missing') return undefined
    throw error
  }
}

function unknownKind({ apiVersion, kind }: KubeObject): AppError {
  return new AppError('cluster-refused', {
    userMessage: `This cluster does not know ${kind} (${apiVersion}). Something that it needs is not installed.`,
    details: { apiVersion, kind },
  })
}

function stays({ kind, name, namespace }: ObjectRef, waitedMs: number): AppError {
  return new AppError('cluster-object-stays', {
    userMessage: `${kind} ${name} is being deleted but is still there after ${Math.round(waitedMs / 1000)} s. One of its pods may be on a machine that does not answer.`,
    retryable: true,
    details: { kind, name, namespace: namespace ?? '' },
  })
}
