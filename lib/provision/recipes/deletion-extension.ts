import type { Ref } from '@/lib/engine/plan'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import type { Verified } from '../steps/k3s/verify-gone'
import type { RecipeSite } from './cluster-extension'

/** A line or more of the receipt. */
export interface LookedAt {
  /** Where it was looked, e.g. a machine's name. */
  readonly name: string
  readonly verified: Ref<Verified>
}

/** What a provider adds to the deletion of a cluster; the stages are columns of the run view. */
export interface DeletionExtension {
  /** While the cluster may still live: e.g. ends its load balancers. Everything else comes after what is returned. */
  readonly prelude?: {
    readonly stages: readonly string[]
    add(site: RecipeSite): readonly Ref<unknown>[]
  }
  /**
   * The machines end with the cluster: nothing is taken off them, they may be dead, and what is looked for afterwards is
   * the provider's to say. In place of the removal of k3s from each machine.
   */
  readonly ends?: {
    readonly stages: readonly string[]
    add(site: RecipeSite & { readonly before: readonly Ref<unknown>[] }): readonly LookedAt[]
  }
  /** Once a machine holds nothing any more and its receipt is written: e.g. ends the machine. It is released afterwards. */
  readonly beforeRelease?: {
    readonly stages: readonly string[]
    add(site: RecipeSite & { readonly receipt: Ref<unknown> }): (machine: PlannedMachine) => readonly Ref<unknown>[]
  }
}
