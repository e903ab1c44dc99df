import type { KubeObject } from '@/lib/ports/cluster-api'
import type { PlacedImage } from '../app-definition'
import { LEAST_RIGHTS, spreadOut } from '../pod-manners'
import type { BooksPlace } from './database-objects'

interface WebOptions {
  readonly image: PlacedImage
  readonly replicas: number
  readonly service: { readonly type: string; readonly port: number }
}

/** The web page in as many pods as are wanted, and its Service. */
export function webObjects(place: BooksPlace, { image, replicas, service }: WebOptions): readonly KubeObject[] {
  const { namespace, labels: common, web } = place
  const selector = { 'app.kubernetes.io/component': web }
  const labels = { ...common, ...selector }
  const metadata = { name: web, namespace, labels }
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas,
        selector: { matchLabels: selector },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        template: { metadata: { labels }, spec: podSpec(place, image, selector) },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        type: service.type,
        selector,
        ports: [{ name: 'http', port: service.port, targetPort: 'http', protocol: 'TCP' }],
      },
    },
  ]
}

function podSpec({ database }: BooksPlace, image: PlacedImage, selector: Readonly<Record<string, string>>) {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    ...spreadOut(selector),
    containers: [
      {
        name: 'web',
        ...image,
        ports: [{ name: 'http', containerPort: 8080 }],
        env: [
          { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
          { name: 'PGHOST', value: database },
          { name: 'PGPORT', value: '5432' },
          { name: 'PGUSER', value: 'books' },
          { name: 'PGDATABASE', value: 'books' },
          { name: 'PGPASSWORD', valueFrom: { secretKeyRef: { name: database, key: 'password' } } },
        ],
        resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '192Mi' } },
        startupProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 2, failureThreshold: 60 },
        // Ready only while the database answers: the Service leaves a pod out that cannot reach it.
        readinessProbe: {
          httpGet: { path: '/readyz', port: 'http' },
          periodSeconds: 2,
          timeoutSeconds: 3,
          failureThreshold: 2,
        },
        livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 10, failureThreshold: 3 },
        volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        securityContext: LEAST_RIGHTS,
      },
    ],
    volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }],
  }
}
