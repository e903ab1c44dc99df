import type { BalancerState } from '../cloud/cloud-account'

/** Where ports of services open: a machine, or a balancer of a cloud. */
export interface Front {
  readonly machineId: string
  readonly isReachable: boolean
  readonly running: { readonly size: number }
  readonly trouble: string | undefined
  /** Its ports, and the node ports behind them; undefined: it opens the ports of all services. */
  readonly ports?: ReadonlyMap<number, number>
}

export interface BalancerFront extends Front {
  readonly address: string
  readonly ports: ReadonlyMap<number, number>
}

const ALWAYS_UP = { isReachable: true, running: { size: 1 }, trouble: undefined }

export const frontsOf = (balancers: readonly BalancerState[]): readonly BalancerFront[] =>
  balancers.map(({ id, ipv4, configs }) => ({
    ...ALWAYS_UP,
    machineId: `balancer-${id}`,
    address: ipv4,
    ports: new Map(configs.map(({ port, nodes }) => [port, Number(nodes[0]?.address.split(':').at(1) ?? 0)])),
  }))
