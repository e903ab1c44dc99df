import type { BalancerState, InstanceState } from './cloud-account'

/** What stands behind the simulated things, if anything does: a lab boots real hosts and opens real ports. */
export interface CloudHooks {
  /** Resolves once the machine is on and its system runs; the machine is `booting` until then. Must not reject. */
  boot(instance: InstanceState): Promise<void>
  shutDown(instance: InstanceState): void
  remove(instance: InstanceState): void
  /** A NodeBalancer was made, or its ports or the machines behind them changed. */
  changeBalancer(balancer: BalancerState): void
  removeBalancer(balancer: BalancerState): void
  /** IPv4 addresses for the `number`th thing of the cloud, which has this label. */
  publicAddress(number: number, label: string): string
  privateAddress(number: number, label: string): string
}

/** Nothing behind them. Addresses are of the range for benchmarks, which leads nowhere. */
export const NO_HOOKS: CloudHooks = {
  boot: async () => {},
  shutDown: () => {},
  remove: () => {},
  changeBalancer: () => {},
  removeBalancer: () => {},
  publicAddress: (number) => `198.18.${(number >> 8) & 255}.${number & 255}`,
  privateAddress: (number) => `192.168.${128 + ((number >> 8) & 127)}.${number & 255}`,
}
