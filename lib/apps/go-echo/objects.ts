import type { KubeObject } from '@/lib/ports/cluster-api'
import type { AppPlacement } from '../app-definition'
import { appLabels } from '../app-labels'

const NAME = 'go-echo'
const NAMESPACE = 'default'
const CONTAINER_PORT = 8080
const SELECTOR = { 'app.kubernetes.io/name': NAME }

/** A Deployment and the Service that opens port 81 on every machine. */
export function goEchoObjects(placement: AppPlacement): readonly KubeObject[] {
  const labels = appLabels(NAME, placement.clusterId)
  const metadata = { name: NAME, namespace: NAMESPACE, labels }
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: placement.replicas,
        selector: { matchLabels: SELECTOR },
        // A new copy comes before an old one goes: the address never stops answering.
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        template: { metadata: { labels }, spec: podSpec(placement) },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        type: 'LoadBalancer',
        selector: SELECTOR,
        ports: [{ name: 'http', port: 81, targetPort: 'http', protocol: 'TCP' }],
      },
    },
  ]
}

function podSpec({ image, pullPolicy }: AppPlacement) {
  return {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    // On different machines where there are several: losing one is then seen to do no harm.
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: SELECTOR },
      },
    ],
    // Kubernetes' own patience with a silent machine is 5 minutes: too long to watch.
    tolerations: ['node.kubernetes.io/unreachable', 'node.kubernetes.io/not-ready'].map((key) => ({
      key,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 20,
    })),
    containers: [
      {
        name: NAME,
        image,
        imagePullPolicy: pullPolicy,
        ports: [{ name: 'http', containerPort: CONTAINER_PORT }],
        env: [
          { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
        ],
        resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
        readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 2, failureThreshold: 2 },
        livenessProbe: {
          httpGet: { path: '/healthz', port: 'http' },
          initialDelaySeconds: 10,
          periodSeconds: 10,
          failureThreshold: 3,
        },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      },
    ],
  }
}
