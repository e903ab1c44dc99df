import type { ProvisionPorts } from './provision-ports'

export type ProviderId = 'boards' | 'practice' | 'linode'

export interface ProviderScope {
  readonly clusterId: string
  readonly runId: string
  /** Undefined, or a promise to wait for before more output of a machine is read: the log has no room. */
  readonly room?: () => Promise<void> | undefined
}

/**
 * Where machines come from. One folder each in lib/providers. The screens are drawn from this data, the worker asks for
 * the ports: real SSH for boards, simulated machines for practice.
 */
export interface Provider {
  readonly id: ProviderId
  readonly title: string
  readonly summary: string
  /** Simulated: said on every screen, in the kubeconfig's context name and in the nodes' labels. */
  readonly practice: boolean
  /** `pick`: machines exist and are chosen. `make`: machines are made for the cluster and go with it. */
  readonly machines: 'pick' | 'make'
  /** Ports for one run or one live view of one cluster; close the hosts when done. */
  ports(shared: Omit<ProvisionPorts, 'hosts' | 'doors'>, scope: ProviderScope): ProvisionPorts
}
