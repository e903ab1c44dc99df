import type { AppPlacement, PlacedImage, RenderedApp } from '../app-definition'
import { appLabels } from '../app-labels'
import { LEAST_RIGHTS, spreadOut } from '../pod-manners'

const NAME = 'go-echo'
const NAMESPACE = 'default'
const CONTAINER_PORT = 8080
const SELECTOR = { 'app.kubernetes.io/name': NAME }
const PORT = 81

/** A Deployment and the Service that opens port 81 on every machine. */
export function renderGoEcho({ clusterId, inputs, image }: AppPlacement<{ readonly replicas: number }>): RenderedApp {
  const labels = appLabels(NAME, clusterId)
  const metadata = { name: NAME, namespace: NAMESPACE, labels }
  const objects = [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: inputs.replicas,
        selector: { matchLabels: SELECTOR },
        // A new copy comes before an old one goes: the address never stops answering.
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        template: { metadata: { labels }, spec: podSpec(image(NAME)) },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        type: 'LoadBalancer',
        selector: SELECTOR,
        ports: [{ name: 'http', port: PORT, targetPort: 'http', protocol: 'TCP' }],
      },
    },
  ]
  const place = { namespace: NAMESPACE, name: NAME }
  const path = '/?hello'
  return {
    objects,
    secrets: [],
    checks: [{ workload: 'Deployment', ...place, labelSelector: `app.kubernetes.io/name=${NAME}` }],
    doors: [{ kind: 'port', service: place, port: PORT, path, look: { path, contains: 'hello' } }],
  }
}

function podSpec(image: PlacedImage) {
  return {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    ...spreadOut(SELECTOR),
    containers: [
      {
        name: NAME,
        ...image,
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
        securityContext: LEAST_RIGHTS,
      },
    ],
  }
}
