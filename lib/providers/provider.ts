import type { z } from 'zod'
import type { Obstacle } from '@/lib/contracts/clusters'
import type { JudgedMachine } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import type { ClusterId } from '@/lib/core/ids'
import type { Prisma } from '@/lib/db/generated/client'
import type { Architecture } from '@/lib/ports/artifacts'
import type { MachineDirectory } from '@/lib/ports/machine-directory'
import type { ChosenMachine, PlannedMachine } from '@/lib/ports/planned-machine'
import type { RemoteHosts } from '@/lib/ports/remote-host'
import type { ClusterExtension } from '@/lib/provision/recipes/cluster-extension'
import type { DeletionExtension } from '@/lib/provision/recipes/deletion-extension'
import type { AppsAnswer } from '@/lib/provision/recipes/parts/install-app'
import type { ClusterDefinition } from './cluster-definition'
import type { ProviderDefinition } from './provider-definition'

/** Prisma's client within a transaction. */
export type Transaction = Prisma.TransactionClient

/** What of a cluster its machines are judged for. */
export type DeskPurpose = Pick<
  ClusterDefinition,
  'k3sVersion' | 'allowCgroupV1' | 'traefik' | 'apps' | 'nativeSnapshotter' | 'clusterCidr' | 'serviceCidr'
>

/** The person's machines that exist, as the panel knows them: lent to providers of which machines are picked. */
export interface Desk {
  /** As plans name them. Throws `not-found`, `machine-not-ready`. */
  planned(chosen: readonly ChosenMachine[]): Promise<readonly PlannedMachine[]>
  /** Judged by the latest visit of each; only those that were never seen are visited. Throws `not-found`. */
  judged(chosen: readonly ChosenMachine[], purpose: DeskPurpose): Promise<readonly JudgedMachine[]>
}

/** Somebody asks for a cluster. */
export interface Asked<Request = unknown> {
  readonly actor: Actor
  readonly request: Request
  readonly desk: Desk
}

/** What a cluster shall be: everything about it that is the provider's to say. */
export interface ClusterOutline {
  /** Stored with the cluster. */
  readonly definition: ClusterDefinition
  readonly machines: readonly PlannedMachine[]
  /** Of the kubeconfig. Default: the cluster's name. */
  readonly contextName?: string
  /**
   * The panel brings k3s and the apps' images to machines of these architectures, so it must have them. Undefined:
   * nothing is brought.
   */
  readonly brings?: { readonly architectures: readonly Architecture[] }
  /**
   * In the transaction that creates the cluster, right after its row: takes the machines or writes down new ones, and
   * keeps what the provider alone knows. Judges limits again, one cluster after another, so that two clicks do not pass
   * together. All of it is taken back when it throws.
   */
  write(transaction: Transaction, clusterId: ClusterId): Promise<void>
}

/** A cluster as its provider knows it. */
export interface KnownCluster<Stored = unknown> {
  readonly clusterId: string
  readonly definition: Stored
  readonly machines: readonly PlannedMachine[]
}

/** What a provider adds to the recipes of its clusters. */
export interface RecipeParts {
  /** E.g. makes the machines first. */
  readonly creation?: ClusterExtension
  /** E.g. ends what costs money. */
  readonly deletion?: DeletionExtension
  /** Default: on each machine. */
  readonly appsAnswer?: AppsAnswer
}

/** Who wants a kubeconfig, of which cluster, and under which name they found the panel. */
export interface KubeconfigAsker {
  readonly clusterId: string
  readonly userId: string
  /** As in a URL, IPv6 in brackets. */
  readonly hostname: string
}

interface Behaviour<Request, Stored> {
  /** The limits: why this person can not have another cluster of it now, in one sentence. Undefined: they can. */
  refusal(actor: Actor): Promise<string | undefined>
  /** What stands in the way of this very cluster. Changes and pays nothing. */
  preflight(asked: Asked<Request>): Promise<readonly Obstacle[]>
  /** Changes nothing yet. Throws AppError for what no cluster can be made of. */
  outline(asked: Asked<Request>): Promise<ClusterOutline>
  /** Pure: what is in a plan depends on what is stored with the cluster only. */
  recipe?(cluster: KnownCluster<Stored>): RecipeParts
  /** What a deletion does to one machine of a cluster, a plain sentence each, before it is asked for. */
  deletionOf(machine: PlannedMachine): readonly string[]
  /** What a deletion ends besides, in plain sentences, e.g. a firewall. */
  readonly deletionOfCluster?: readonly string[]
  /** How a visit outside of any run reaches its machines. Default: by SSH. Only where machines are picked. */
  visitHosts?(directory: MachineDirectory): RemoteHosts
  /**
   * The kubeconfig for somebody who finds the panel under this name. Default: as it is kept.
   */
  kubeconfigFor?(kept: string, asker: KubeconfigAsker): Promise<string>
}

/**
 * Where machines come from, as use cases ask it: `provider` of lib/providers/<id>/provider.ts. What is asked for and what
 * is stored are closed boxes to them; the provider reads them by its own definition.
 */
export interface Provider extends Behaviour<unknown, unknown> {
  readonly definition: ProviderDefinition
  recipe(cluster: KnownCluster): RecipeParts
}

export function defineProvider<Request, Stored>(
  definition: ProviderDefinition & { readonly request: z.ZodType<Request>; readonly stored: z.ZodType<Stored> },
  behaviour: Behaviour<Request, Stored>,
): Provider {
  const { recipe } = behaviour
  const open = (asked: Asked): Asked<Request> => ({ ...asked, request: definition.request.parse(asked.request) })
  return {
    ...behaviour,
    definition,
    preflight: (asked) => behaviour.preflight(open(asked)),
    outline: (asked) => behaviour.outline(open(asked)),
    recipe: (cluster) =>
      recipe === undefined ? {} : recipe({ ...cluster, definition: definition.stored.parse(cluster.definition) }),
  }
}
