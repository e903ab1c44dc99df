import type { Architecture } from '@/lib/ports/artifacts'
import type { KubeObject } from '@/lib/ports/cluster-api'

/** What differs from cluster to cluster. */
export interface AppPlacement {
  readonly clusterId: string
  readonly replicas: number
  /** As containers name it. */
  readonly image: string
  readonly pullPolicy: 'Never' | 'IfNotPresent'
}

/** One app of the catalogue: one folder in lib/apps. The screens, docs and runs are made from this data. */
export interface AppDefinition {
  readonly id: string
  readonly title: string
  /** One plain sentence. */
  readonly summary: string
  /** What a learner sees by it, a short sentence each. */
  readonly teaches: readonly string[]
  readonly version: string
  readonly architectures: readonly Architecture[]
  readonly image: {
    /** The name under which a machine has it after side-loading. */
    readonly ref: string
    /** Folder in demos/ from which BuzzCrate builds it where a Go toolchain is found. */
    readonly demo: string
  }
  readonly replicas: { readonly initial: number; readonly most: number }
  readonly namespace: string
  readonly deployment: string
  readonly labelSelector: string
  /** The port on each machine's address, and how the answer shows that it works. */
  readonly answers: { readonly port: number; readonly path: string; readonly contains: string }
  readonly objects: (placement: AppPlacement) => readonly KubeObject[]
}
