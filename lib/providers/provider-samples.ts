/**
 * What the contract test asks a provider for: `samples` of lib/providers/<id>/samples.ts. The machines of the test's
 * person have the ids `m1` and `m2`.
 */
export interface ProviderSamples {
  readonly id: string
  /** As POST /api/clusters gets them: every way of asking that differs. */
  readonly requests: readonly object[]
  /** As the database has them, what earlier versions stored too: a server `m1` and an agent `m2`. */
  readonly stored: readonly object[]
  /** Stands behind `own` of the ports of its steps; `snapshot` tells all of it that could be left behind. */
  readonly own?: () => { readonly port: object; snapshot(): unknown }
}
