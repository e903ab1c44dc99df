import { allocate } from '../kube-api/bootstrap'
import { listAt, type StoredObject } from '../kube-api/kube-object'
import { apiVersionOf, typeOf } from '../kube-api/resource-type'
import { withDefaults } from '../kube-api/with-defaults'
import { type Controller, isReady, type PracticeWorld, watchKinds } from './practice-world'

const NAMESPACE = 'kube-system'
const NAME = 'traefik'
const LABELS = { 'app.kubernetes.io/name': NAME }

/**
 * Installs Traefik as k3s does where nobody has disabled it: once a node takes pods, a Deployment and a Service of type
 * LoadBalancer. What somebody deletes later does not come back.
 */
export class TraefikController implements Controller {
  readonly name = 'helm-controller'
  readonly watches = watchKinds('Node')
  private readonly world: PracticeWorld
  private readonly isWanted: () => boolean

  constructor(world: PracticeWorld, isWanted: () => boolean) {
    this.world = world
    this.isWanted = isWanted
  }

  reconcile(): void {
    const { store } = this.world
    if (!this.isWanted() || store.get(typeOf('Deployment'), NAMESPACE, NAME) !== undefined) return
    if (!store.list(typeOf('Node')).some(takesPods)) return
    this.make('Service', {
      type: 'LoadBalancer',
      selector: LABELS,
      ports: [
        { name: 'web', port: 80, targetPort: 'web', protocol: 'TCP' },
        { name: 'websecure', port: 443, targetPort: 'websecure', protocol: 'TCP' },
      ],
    })
    // Last: with it, it is installed.
    this.make('Deployment', {
      replicas: 1,
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          containers: [
            {
              ...{ name: NAME, image: 'rancher/mirrored-library-traefik:3.6.2' },
              ports: [
                { name: 'web', containerPort: 8_000 },
                { name: 'websecure', containerPort: 8_443 },
              ],
            },
          ],
        },
      },
    })
  }

  private make(kind: string, spec: object): void {
    const { store } = this.world
    const type = typeOf(kind)
    if (store.get(type, NAMESPACE, NAME) !== undefined) return
    const metadata = { name: NAME, namespace: NAMESPACE, labels: LABELS }
    const object = withDefaults(type, { apiVersion: apiVersionOf(type), kind, metadata, spec })
    store.create(type, allocate(store)(type, object, undefined))
  }
}

const takesPods = (node: StoredObject): boolean => isReady(node) && listAt(node, 'spec', 'taints').length === 0
