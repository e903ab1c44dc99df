const SYSTEM = new Set(['kube-system', 'kube-public', 'kube-node-lease'])

/** Kubernetes' own namespaces. */
export const isSystemNamespace = (namespace: string | null | undefined) => SYSTEM.has(namespace ?? '')
