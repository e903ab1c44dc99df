import type { PlanBuilder, Ref } from '@/lib/engine/plan'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import type { ClusterAccess } from '../steps/cluster/access'

/** Where an extension puts its nodes: the plan so far, and its machines, the server first. */
export interface RecipeSite {
  readonly builder: PlanBuilder
  readonly machines: readonly PlannedMachine[]
}

/** What a provider adds to the making of a cluster; the stages are columns of the run view. */
export interface ClusterExtension {
  /** Before the first look at any machine: e.g. makes the machines. A machine is reached after what is returned for it. */
  readonly prelude?: {
    readonly stages: readonly string[]
    /** @param site.claimed what its nodes come after: then machines are given back once all of it is taken back */
    add(
      site: RecipeSite & { readonly claimed: readonly Ref<unknown>[] },
    ): (machine: PlannedMachine) => readonly Ref<unknown>[]
  }
  /** Once all machines are ready: e.g. a controller of the cloud. Apps come after what is returned. */
  readonly afterReady?: {
    readonly stages: readonly string[]
    add(
      site: RecipeSite & { readonly access: Ref<ClusterAccess>; readonly ready: readonly Ref<unknown>[] },
    ): readonly Ref<unknown>[]
  }
}
