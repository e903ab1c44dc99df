import type { PlanBuilder, Ref } from '@/lib/engine/plan'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import type { ClusterAccess } from '../steps/cluster/access'
import type { CloudMachine } from '../steps/k3s/seen-machine'

/** Where an extension puts its nodes: the plan so far, and its machines, the server first. */
export interface RecipeSite {
  readonly builder: PlanBuilder
  readonly machines: readonly PlannedMachine[]
}

/** Machines that the nodes of a prelude made. */
export interface MadeMachines {
  /** What a machine is reached after. */
  after(machine: PlannedMachine): readonly Ref<unknown>[]
  /** What its cloud's own controller knows it by. Undefined: k3s's own looks after nodes and load balancers. */
  cloud?(machine: PlannedMachine): Ref<CloudMachine>
}

/** What a provider adds to the making of a cluster; the stages are columns of the run view. */
export interface ClusterExtension {
  /** Before the first look at any machine: e.g. makes the machines. */
  readonly prelude?: {
    readonly stages: readonly string[]
    /** @param site.claimed what its nodes come after: then machines are given back once all of it is taken back */
    add(site: RecipeSite & { readonly claimed: readonly Ref<unknown>[]; readonly ownerId: string }): MadeMachines
  }
  /** At the very end, once the apps that come with the cluster answer. */
  readonly closing?: {
    readonly stages: readonly string[]
    add(site: RecipeSite & { readonly access: Ref<ClusterAccess>; readonly after: readonly Ref<unknown>[] }): void
  }
  /** Once all machines are ready: e.g. a controller of the cloud. Pods of the cluster and apps come after what is returned. */
  readonly afterReady?: {
    readonly stages: readonly string[]
    add(
      site: RecipeSite & { readonly access: Ref<ClusterAccess>; readonly ready: readonly Ref<unknown>[] },
    ): readonly Ref<unknown>[]
  }
}
