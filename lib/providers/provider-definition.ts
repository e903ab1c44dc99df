import type { z } from 'zod'
import type { ClusterDefinition } from './cluster-definition'

/** What every request for a cluster says, whoever the provider is. */
export interface CommonRequest {
  readonly provider: string
  readonly name: string
  readonly apps: string[]
}

/**
 * What a provider is, and what may be asked of it: `definition` of lib/providers/<id>/definition.ts. Data that the
 * browser may read as well, so it imports zod and lib/shared only.
 */
export interface ProviderDefinition {
  /** The name of its folders, and of it in the database: never changed. */
  readonly id: string
  /** Simulated: said on every screen, in the kubeconfig's context name and in the nodes' labels. */
  readonly practice: boolean
  /**
   * `pick`: machines exist, stand on the page of machines and are chosen. `make`: machines are made for their cluster,
   * show on its page only and go with it.
   */
  readonly machines: 'pick' | 'make'
  /** What POST /api/clusters takes for it; `provider` is its id. */
  readonly request: z.ZodType<CommonRequest>
  /** What is stored with its clusters. Must go on reading what earlier versions stored. */
  readonly stored: z.ZodType<ClusterDefinition>
}
