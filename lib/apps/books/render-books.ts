import { AppError } from '@/lib/core/errors'
import type { AppPlacement, RenderedApp } from '../app-definition'
import { appLabels } from '../app-labels'
import { type BooksInputs, PORT } from './books-inputs'
import { type BooksPlace, databaseObjects } from './database-objects'
import { webObjects } from './web-objects'

const APP = 'books'
const NAMESPACE = 'books'
const WEB = 'books-web'
const DATABASE = 'books-db'
const WEB_PORT = 80

/** Everything lies in a namespace of its own, which goes with the app. */
export function renderBooks({ clusterId, inputs, traefik, image }: AppPlacement<BooksInputs>): RenderedApp {
  if (inputs.door === 'ingress' && !traefik) throw needsIngress()
  const byName = inputs.door === 'ingress' || (inputs.door === 'auto' && traefik)
  const labels = appLabels(APP, clusterId)
  const place: BooksPlace = { namespace: NAMESPACE, labels, database: DATABASE, web: WEB }
  const look = { path: '/readyz', contains: 'ready' }
  const service = byName ? { type: 'ClusterIP', port: WEB_PORT } : { type: 'LoadBalancer', port: PORT }
  const rollout = (name: string) => ({
    workload: 'Deployment' as const,
    namespace: NAMESPACE,
    name,
    labelSelector: `app.kubernetes.io/component=${name}`,
  })
  return {
    objects: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels } },
      ...databaseObjects(place, { image: image(DATABASE), storageGi: inputs.storageGi }),
      ...webObjects(place, { image: image(WEB), replicas: inputs.replicas, service }),
    ],
    secrets: [{ namespace: NAMESPACE, name: DATABASE, labels, keys: ['password'] }],
    checks: [rollout(DATABASE), rollout(WEB)],
    doors: [
      byName
        ? {
            kind: 'ingress',
            namespace: NAMESPACE,
            name: WEB,
            labels,
            service: { name: WEB, port: WEB_PORT },
            dns: inputs.dns,
            host: inputs.dns === 'hosts' ? inputs.host : APP,
            path: '/',
            look,
          }
        : { kind: 'port', service: { namespace: NAMESPACE, name: WEB }, port: PORT, path: '/', look },
    ],
  }
}

const needsIngress = (): AppError =>
  new AppError('app-needs-ingress', {
    userMessage:
      'This cluster was made without k3s’s ingress controller (Traefik), so Books cannot be opened by a name. Choose “port”.',
    details: { fields: [{ field: 'inputs.door', problem: 'This cluster has no ingress controller.' }] },
  })
