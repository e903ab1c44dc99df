import { isIP } from 'node:net'
import { stringify } from 'yaml'

export const CONFIG_FILE = '/etc/rancher/k3s/config.yaml'
export const KUBECONFIG_FILE = '/etc/rancher/k3s/k3s.yaml'
export const SERVER_CA_FILE = '/var/lib/rancher/k3s/server/tls/server-ca.crt'
export const API_PORT = 6443
/** Label of every Kubernetes node that BuzzCrate made, with the cluster's id. */
export const CLUSTER_LABEL = 'buzzcrate.dev/cluster'

interface CommonConfig {
  readonly nodeName: string
  /** The address that the other machines use; undefined lets k3s take the one of the default route. */
  readonly nodeIp: string | undefined
  readonly clusterId: string
  /** Runs on machines with cgroup v1, which Kubernetes 1.35 and later refuse otherwise. */
  readonly allowCgroupV1: boolean
}

export interface ServerConfig extends CommonConfig {
  /** Secret of the server: also what its bootstrap data are encrypted with. */
  readonly token: string
  /** Secret that agents join with. */
  readonly agentToken: string
  /** Names and addresses that the API is reached by, for its certificate. */
  readonly tlsSans: readonly string[]
}

export interface AgentConfig extends CommonConfig {
  /** Secure token, K10…. */
  readonly token: string
  /** The server's address: a name or an IP address. */
  readonly serverAddress: string
}

/**
 * Text of /etc/rancher/k3s/config.yaml of a server: k3s's own choices, but for Traefik, which would take ports 80 and
 * 443 of every machine. Whoever wants an ingress installs one.
 */
export function serverConfig(config: ServerConfig): string {
  return render({
    token: config.token,
    'agent-token': config.agentToken,
    ...common(config),
    'tls-san': [...new Set(config.tlsSans)],
    'write-kubeconfig-mode': '0600',
    disable: ['traefik'],
  })
}

/** The same of an agent. */
export function agentConfig(config: AgentConfig): string {
  return render({ server: apiUrl(config.serverAddress), token: config.token, ...common(config) })
}

function common({ nodeName, nodeIp, clusterId, allowCgroupV1 }: CommonConfig) {
  return {
    'node-name': nodeName,
    ...(nodeIp === undefined ? {} : { 'node-ip': nodeIp }),
    'node-label': [`${CLUSTER_LABEL}=${clusterId}`],
    ...(allowCgroupV1 ? { 'kubelet-arg': ['fail-cgroupv1=false'] } : {}),
  }
}

function render(values: Readonly<Record<string, unknown>>): string {
  const head = '# Written by BuzzCrate. Put settings of your own into config.yaml.d/*.yaml beside it.\n'
  return head + stringify(values, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' })
}

/** URL of a cluster's API on a machine. */
export const apiUrl = (address: string): string =>
  `https://${isIP(address) === 6 ? `[${address}]` : address}:${API_PORT}`
