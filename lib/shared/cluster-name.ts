/** A DNS label: it becomes node labels, a kubeconfig context and file names. */
export const CLUSTER_NAME = /^[a-z]([a-z0-9-]*[a-z0-9])?$/
export const MAX_CLUSTER_NAME_LENGTH = 40
