import type { Clock } from '@/lib/core/clock'

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
  /** Stands behind `own` of the ports of its steps, in a world of its own. */
  readonly own?: (world: SampleWorld) => SampleOwn
  /** Awaited before anything of it is used, e.g. a library that is loaded when it is first needed. */
  readonly ready?: () => Promise<unknown>
}

/** What a provider's own part finds in the world of a test: its clock, and machines that it may make and end. */
export interface SampleWorld {
  readonly clock: Clock
  readonly machines: readonly { readonly machineId: string; readonly name: string; readonly address: string }[]
  /** A machine of the world is there, bare, but nobody knows its address before `address` is called. */
  make(machineId: string): void
  /** Its address is known from now on. */
  address(machineId: string): void
  /** It is gone with all that was on it. */
  end(machineId: string): void
}

export interface SampleOwn {
  readonly port: object
  /** All of it that could be left behind. */
  snapshot(): unknown
  /** Machines are made by the run: none is there before. */
  readonly makesMachines?: boolean
  readonly balancers?: SampleBalancers
}

/** What gives Services of type LoadBalancer an address, once a controller of the cloud runs in the cluster. */
export interface SampleBalancers {
  /** Makes one where there is none yet. @param service `<namespace>/<name>` */
  open(service: string, ports: readonly number[]): string
  close(service: string): void
  has(address: string): boolean
}
