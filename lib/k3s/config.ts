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
  /** The link of `nodeIp`, where another one has the default route: the pod network would take that one. */
  readonly flannelLink?: string | undefined
  /** Layers of images are copied, where the machine's file system cannot stack them. */
  readonly copiesLayers?: boolean | undefined
  /** Where a cloud's own controller says what a node is, instead of k3s's. */
  readonly cloud?: CloudNode | undefined
}

/** A machine as its cloud's controller finds it. */
export interface CloudNode {
  /** E.g. `linode://123`. It can never be changed on a node that has shown itself. */
  readonly providerId: string
  /** Its address outside of the cluster's own network. */
  readonly externalIp: string
}

export interface ServerConfig extends CommonConfig {
  /** Secret of the server: also what its bootstrap data are encrypted with. */
  readonly token: string
  /** Secret that agents join with. */
  readonly agentToken: string
  /** Names and addresses that the API is reached by, for its certificate. */
  readonly tlsSans: readonly string[]
  /** Whether k3s's ingress controller is wanted: it takes ports 80 and 443 of every machine, or a load balancer. */
  readonly traefik: boolean
  /** Networks of pods and services; undefined leaves k3s's own. Agents learn them from the server. */
  readonly clusterCidr?: string | undefined
  readonly serviceCidr?: string | undefined
}

export interface AgentConfig extends CommonConfig {
  /** Secure token, K10…. */
  readonly token: string
  /** The server's address: a name or an IP address. */
  readonly serverAddress: string
}

/**
 * Text of /etc/rancher/k3s/config.yaml of a server: k3s's own choices, but for Traefik where it is not wanted, and what a
 * cloud does instead of k3s: addresses of nodes and load balancers.
 */
export function serverConfig(config: ServerConfig): string {
  return render({
    token: config.token,
    'agent-token': config.agentToken,
    ...common(config),
    'tls-san': [...new Set(config.tlsSans)],
    'write-kubeconfig-mode': '0600',
    ...(config.clusterCidr === undefined ? {} : { 'cluster-cidr': config.clusterCidr }),
    // Its DNS gets the tenth address of it by itself.
    ...(config.serviceCidr === undefined ? {} : { 'service-cidr': config.serviceCidr }),
    ...disabled(config),
  })
}

/** The same of an agent. */
export function agentConfig(config: AgentConfig): string {
  return render({ server: apiUrl(config.serverAddress), token: config.token, ...common(config) })
}

function disabled({ traefik, cloud, nodeIp }: ServerConfig) {
  const disable = [...(traefik ? [] : ['traefik']), ...(cloud === undefined ? [] : ['servicelb'])]
  return {
    ...(disable.length === 0 ? {} : { disable }),
    ...(cloud === undefined ? {} : { 'disable-cloud-controller': true }),
    // k3s would tell the cluster the external address, and all traffic to the API would leave the private network.
    ...(cloud === undefined || nodeIp === undefined ? {} : { 'advertise-address': nodeIp }),
  }
}

function common({ nodeName, nodeIp, clusterId, allowCgroupV1, cloud, flannelLink, copiesLayers }: CommonConfig) {
  // Without its own cloud controller k3s does not tell the kubelet that there is another one.
  const kubelet = [
    ...(allowCgroupV1 ? ['fail-cgroupv1=false'] : []),
    ...(cloud === undefined ? [] : ['cloud-provider=external', `provider-id=${cloud.providerId}`]),
  ]
  return {
    'node-name': nodeName,
    ...(nodeIp === undefined ? {} : { 'node-ip': nodeIp }),
    ...(flannelLink === undefined ? {} : { 'flannel-iface': flannelLink }),
    ...(copiesLayers === true ? { snapshotter: 'native' } : {}),
    'node-label': [`${CLUSTER_LABEL}=${clusterId}`],
    ...(cloud === undefined ? {} : { 'node-external-ip': cloud.externalIp }),
    ...(kubelet.length === 0 ? {} : { 'kubelet-arg': kubelet }),
  }
}

function render(values: Readonly<Record<string, unknown>>): string {
  const head = '# Written by BuzzCrate. Put settings of your own into config.yaml.d/*.yaml beside it.\n'
  return head + stringify(values, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' })
}

/** URL of a cluster's API on a machine. */
export const apiUrl = (address: string): string =>
  `https://${isIP(address) === 6 ? `[${address}]` : address}:${API_PORT}`
