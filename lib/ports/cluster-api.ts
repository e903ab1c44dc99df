import type { Reach } from '@/lib/core/address-policy'

/** A Kubernetes object as it goes over the wire. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly [field: string]: unknown
}

export interface ObjectRef {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

/** Objects of one kind; of every namespace where none is named. */
export interface ObjectQuery extends Omit<ObjectRef, 'name'> {
  readonly labelSelector?: string
}

export interface NodeFact {
  readonly name: string
  readonly ready: boolean
  /** Why not ready, as the kubelet says it; empty when ready. */
  readonly reason: string
  readonly kubeletVersion: string
  readonly internalIp: string | undefined
  readonly architecture: string
  readonly unschedulable: boolean
  /** Its cloud's controller has not looked at it yet: nothing runs there but what tolerates that. */
  readonly awaitsCloud: boolean
  readonly uid: string
  /** Names of the images on the node, as the kubelet reports them (at most 50). */
  readonly images: readonly string[]
}

export type Workload = 'Deployment' | 'StatefulSet' | 'DaemonSet'

export interface RolloutFact {
  readonly wanted: number
  readonly ready: number
  readonly updated: number
  /** What keeps it, in Kubernetes' words; empty when it is complete. */
  readonly waitingFor: string
}

export interface PodFact {
  readonly name: string
  readonly namespace: string
  readonly node: string | undefined
  readonly phase: string
  readonly ready: boolean
  readonly podIp: string | undefined
  /** What it waits for or why it fails, in plain words; empty when it runs well. */
  readonly waitingFor: string
}

export interface PodLogOptions {
  /** Needed where the pod has several containers. */
  readonly container?: string
  /** Only the last lines. */
  readonly tailLines?: number
  /** Of the run before the last restart. */
  readonly previous?: boolean
  readonly timestamps?: boolean
}

/**
 * The few calls that provisioning makes on a cluster. Real API servers and the practice one stand behind the same client.
 * Errors are AppError: `cluster-unreachable` (retryable), `cluster-unauthorised`, `cluster-refused`, `cluster-conflict`,
 * `cluster-certificate-wrong`, `cluster-object-missing`.
 */
export interface ClusterApi {
  /** e.g. `v1.36.1+k3s1`. */
  version(signal: AbortSignal): Promise<string>
  nodes(signal: AbortSignal): Promise<readonly NodeFact[]>
  pods(namespace: string, labelSelector: string, signal: AbortSignal): Promise<readonly PodFact[]>
  /**
   * Server-side apply as field manager `buzzcrate`, in the order given; repeatable.
   * @param options.dryRun the server judges them, and changes nothing
   */
  apply(objects: readonly KubeObject[], signal: AbortSignal, options?: { readonly dryRun?: boolean }): Promise<void>
  /** An object as it stands in the cluster; undefined where it, or its kind, is not there. */
  read(ref: ObjectRef, signal: AbortSignal): Promise<KubeObject | undefined>
  /** At most 500 objects of a kind; none where the cluster does not know it. */
  list(query: ObjectQuery, signal: AbortSignal): Promise<readonly KubeObject[]>
  /** Deletes in reverse order and returns when all are gone. Missing ones are fine. */
  remove(objects: readonly ObjectRef[], signal: AbortSignal): Promise<void>
  /** @param workload default `Deployment` */
  rollout(namespace: string, name: string, signal: AbortSignal, workload?: Workload): Promise<RolloutFact | undefined>
  /** All Services of type LoadBalancer, in every namespace. */
  loadBalancers(signal: AbortSignal): Promise<readonly ObjectRef[]>
  /** Addresses in a Service's load balancer status. */
  loadBalancerAddresses(namespace: string, service: string, signal: AbortSignal): Promise<readonly string[]>
  podLog(namespace: string, pod: string, signal: AbortSignal, options?: PodLogOptions): Promise<string>
  /** Sets the number of pods of a Deployment through its scale subresource. Throws `cluster-object-missing`. */
  scale(namespace: string, deployment: string, replicas: number, signal: AbortSignal): Promise<void>
  /** Asks for the end of a pod and returns at once; what owns it makes a new one. A missing pod is fine. */
  deletePod(namespace: string, pod: string, signal: AbortSignal): Promise<void>
  close(): void
}

export interface ClusterApis {
  /**
   * @param kubeconfig YAML; every request verifies the server against the CA in it.
   * @param reach `network` unless the panel itself simulates the cluster
   */
  open(kubeconfig: string, reach?: Reach): ClusterApi
}
