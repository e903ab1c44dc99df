/** k3s's own networks of pods and services, where a cluster names no others. */
export const DEFAULT_CLUSTER_CIDR = '10.42.0.0/16'
export const DEFAULT_SERVICE_CIDR = '10.43.0.0/16'
