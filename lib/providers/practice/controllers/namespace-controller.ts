import { typeOf } from '../kube-api/resource-type'
import { type Controller, isEnding, type PracticeWorld, watchKinds } from './practice-world'
import { Shortages } from './shortages'

/** Pods of a practice cluster never talk to its API; the object is there because every namespace has it. */
const ROOT_CA = '# The authority of a practice cluster is in its kubeconfig.\n'

/** Every namespace has the account `default` and the authority's certificate. */
export class NamespaceController implements Controller {
  readonly name = 'namespace-controller'
  readonly watches = watchKinds('Namespace', 'ServiceAccount', 'ConfigMap')
  private readonly world: PracticeWorld

  private readonly shortages: Shortages

  constructor(world: PracticeWorld) {
    this.world = world
    this.shortages = new Shortages(world, this.name)
  }

  reconcile(): void {
    const { store } = this.world
    this.shortages.tendEach(store.list(typeOf('Namespace')), (namespace) => {
      const { name } = namespace.metadata
      if (isEnding(namespace)) return
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
    })
  }
}
