import type { KubeObject } from '@/lib/ports/cluster-api'

export interface ControllerOptions {
  readonly image: string
  /** Whether the machine pulls it; otherwise it must be there. */
  readonly pulled: boolean
  readonly token: string
  readonly region: string
  /** Where the API answers, where that is not Linode's own address. */
  readonly url: string | undefined
  /** The cluster's tag: on each NodeBalancer. */
  readonly tag: string
  /** What labels of NodeBalancers begin with, at most 19 characters. */
  readonly prefix: string
  /** In accounts without private addresses: names of the VPC and its subnet. */
  readonly vpc: { readonly label: string; readonly subnet: string } | undefined
}

export const CONTROLLER = 'linode-cloud-controller'
const NAMESPACE = 'kube-system'
const LABELS = { 'app.kubernetes.io/name': CONTROLLER, 'app.kubernetes.io/managed-by': 'buzzcrate' }
const metadata = { name: CONTROLLER, namespace: NAMESPACE, labels: LABELS }
const account = { kind: 'ServiceAccount', name: CONTROLLER, namespace: NAMESPACE }

const READ = ['get', 'list', 'watch']
const CHANGE = [...READ, 'update', 'patch']

/** What the controller may do, as its own manifest of 2026 has it. */
const RULES = [
  { apiGroups: [''], resources: ['nodes', 'nodes/status'], verbs: [...CHANGE, 'delete'] },
  { apiGroups: [''], resources: ['services', 'services/status'], verbs: CHANGE },
  { apiGroups: [''], resources: ['endpoints', 'serviceaccounts', 'persistentvolumes', 'configmaps'], verbs: READ },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
  // Certificates of services that a NodeBalancer ends TLS for.
  { apiGroups: [''], resources: ['secrets'], verbs: READ },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'update', 'patch'] },
  { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'update', 'patch'] },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: [...CHANGE, 'create'] },
]

const TOLERATIONS = [
  // Put on every node by its kubelet, until this very controller has looked at it.
  { key: 'node.cloudprovider.kubernetes.io/uninitialized', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'CriticalAddonsOnly', operator: 'Exists' },
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists' },
]

/**
 * Linode's cloud controller on the servers, in the order to apply it. Sources: its documentation and source of 2026:
 * tags of a NodeBalancer are the cluster's name and --nodebalancer-tags, which takes one tag here; labels have no part of
 * the cluster but the prefix.
 */
export function controllerObjects(options: ControllerOptions): readonly KubeObject[] {
  const { token, region } = options
  const rbac = 'rbac.authorization.k8s.io'
  const role = (kind: string, name: string) => ({ apiGroup: rbac, kind, name })
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', stringData: { apiToken: token, region } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: CONTROLLER, labels: LABELS }, rules: RULES },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: CONTROLLER, labels: LABELS },
      roleRef: role('ClusterRole', CONTROLLER),
      subjects: [account],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { ...metadata, name: `${CONTROLLER}-authentication` },
      roleRef: role('Role', 'extension-apiserver-authentication-reader'),
      subjects: [account],
    },
    daemonSet(options),
  ]
}

function daemonSet({ image, pulled, url, tag, prefix, vpc }: ControllerOptions): KubeObject {
  const fromSecret = (name: string, key: string) => ({
    name,
    valueFrom: { secretKeyRef: { name: CONTROLLER, key } },
  })
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata,
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/name': CONTROLLER } },
      template: {
        metadata: { labels: LABELS },
        spec: {
          serviceAccountName: CONTROLLER,
          // There is no pod network for it before it has run.
          hostNetwork: true,
          dnsPolicy: 'Default',
          priorityClassName: 'system-node-critical',
          nodeSelector: { 'node-role.kubernetes.io/control-plane': 'true' },
          tolerations: TOLERATIONS,
          containers: [
            {
              name: 'controller',
              image,
              imagePullPolicy: pulled ? 'IfNotPresent' : 'Never',
              args: [
                '--cloud-provider=linode',
                `--cluster-name=${tag}`,
                `--nodebalancer-tags=${tag}`,
                `--nodebalancer-prefix=${prefix}`,
                '--leader-elect=true',
                '--leader-elect-resource-lock=leases',
                '--allocate-node-cidrs=false',
                '--configure-cloud-routes=false',
                '--secure-port=10253',
                '--webhook-secure-port=0',
                '--v=2',
                ...(vpc === undefined ? [] : [`--vpc-names=${vpc.label}`, `--subnet-names=${vpc.subnet}`]),
              ],
              env: [
                fromSecret('LINODE_API_TOKEN', 'apiToken'),
                fromSecret('LINODE_REGION', 'region'),
                ...(url === undefined ? [] : [{ name: 'LINODE_URL', value: url }]),
              ],
              resources: { requests: { cpu: '20m', memory: '48Mi' } },
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            },
          ],
        },
      },
    },
  }
}
