import type { KubeObject } from '@/lib/ports/cluster-api'
import type { PlacedImage } from '../app-definition'
import { LEAST_RIGHTS } from '../pod-manners'

export interface BooksPlace {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  /** Names of the two workloads, their Services and what is theirs. */
  readonly database: string
  readonly web: string
}

interface DatabaseOptions {
  readonly image: PlacedImage
  readonly storageGi: number
}

/** The user that the image runs as; the group of its volume. */
const POSTGRES_ID = 65_532
const MOUNT = '/var/lib/postgresql/data'

/** Postgres in one pod with a volume, and the Service by whose name the web page finds it. */
export function databaseObjects(place: BooksPlace, { image, storageGi }: DatabaseOptions): readonly KubeObject[] {
  const { namespace, labels: common, database } = place
  const selector = { 'app.kubernetes.io/component': database }
  const labels = { ...common, ...selector }
  const metadata = { name: database, namespace, labels }
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata,
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: `${storageGi}Gi` } } },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: selector },
        // Two databases on one volume would ruin it: the old one goes before the new one comes.
        strategy: { type: 'Recreate' },
        template: { metadata: { labels }, spec: podSpec(place, image) },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector, ports: [{ name: 'postgres', port: 5432, targetPort: 'postgres', protocol: 'TCP' }] },
    },
  ]
}

function podSpec({ database }: BooksPlace, image: PlacedImage) {
  const listens = { tcpSocket: { port: 'postgres' }, periodSeconds: 2 }
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 30,
    securityContext: { runAsNonRoot: true, fsGroup: POSTGRES_ID, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'postgres',
        ...image,
        ports: [{ name: 'postgres', containerPort: 5432 }],
        env: [
          { name: 'POSTGRES_USER', value: 'books' },
          { name: 'POSTGRES_DB', value: 'books' },
          { name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: { name: database, key: 'password' } } },
        ],
        resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
        // Its first start writes a whole database, which takes a slow card a minute or two.
        startupProbe: { ...listens, failureThreshold: 90 },
        readinessProbe: { ...listens, failureThreshold: 2 },
        livenessProbe: { ...listens, periodSeconds: 10, failureThreshold: 6 },
        volumeMounts: [
          { name: 'data', mountPath: MOUNT },
          // Its socket, and the password for as long as the database is being made.
          { name: 'tmp', mountPath: '/tmp' },
          { name: 'shared-memory', mountPath: '/dev/shm' },
        ],
        securityContext: LEAST_RIGHTS,
      },
    ],
    volumes: [
      { name: 'data', persistentVolumeClaim: { claimName: database } },
      { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
      // A container's own has 64 MB and counts as nobody's memory.
      { name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
    ],
  }
}
