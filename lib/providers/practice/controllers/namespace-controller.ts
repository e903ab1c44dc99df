import { typeOf } from '../kube-api/resource-type'
import { type Controller, isEnding, type PracticeWorld, watchKinds } from './practice-world'

/** Pods of a practice cluster never talk to its API; the object is there because every namespace has it. */
const ROOT_CA = '# The authority of a practice cluster is in its kubeconfig.\n'

/** Every namespace has the account `default` and the authority's certificate. */
export class NamespaceController implements Controller {
  readonly name = 'namespace-controller'
  readonly watches = watchKinds('Namespace', 'ServiceAccount', 'ConfigMap')
  private readonly world: PracticeWorld

  constructor(world: PracticeWorld) {
    this.world = world
  }

  reconcile(): void {
    const { store } = this.world
    for (const namespace of store.list(typeOf('Namespace'))) {
      const { name } = namespace.metadata
      if (isEnding(namespace)) continue
      if (store.get(typeOf('ServiceAccount'), name, 'default') === undefined)
        store.create(typeOf('ServiceAccount'), {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'default', namespace: name },
        })
      if (store.get(typeOf('ConfigMap'), name, 'kube-root-ca.crt') === undefined)
        store.create(typeOf('ConfigMap'), {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'kube-root-ca.crt', namespace: name },
          data: { 'ca.crt': ROOT_CA },
        })
    }
  }
}
