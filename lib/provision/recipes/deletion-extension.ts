import type { Ref } from '@/lib/engine/plan'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import type { RecipeSite } from './cluster-extension'

/** What a provider adds to the deletion of a cluster; the stages are columns of the run view. */
export interface DeletionExtension {
  /** While the cluster may still live: e.g. ends its load balancers. Everything else comes after what is returned. */
  readonly prelude?: {
    readonly stages: readonly string[]
    add(site: RecipeSite): readonly Ref<unknown>[]
  }
  /** Once a machine holds nothing any more and its receipt is written: e.g. ends the machine. It is released afterwards. */
  readonly beforeRelease?: {
    readonly stages: readonly string[]
    add(site: RecipeSite & { readonly receipt: Ref<unknown> }): (machine: PlannedMachine) => readonly Ref<unknown>[]
  }
}
