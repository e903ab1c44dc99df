import { expect, it } from 'vitest'
import { atOneTimeOfDay, controlWorld, webDeployment } from '@/lib/testing/practice/control-world'
import { at, listAt } from '../kube-api/kube-object'
import { typeOf } from '../kube-api/resource-type'

atOneTimeOfDay()

it('gives a load balancer the addresses of the nodes that answer, and endpoints of ready pods', async () => {
  const { store, apply, run, away, loop } = controlWorld()
  apply(webDeployment(2))
  apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 81, targetPort: 80 }] },
  })
  await run(15_000)
  const service = () => store.get(typeOf('Service'), 'default', 'web')
  const ips = () => listAt(service(), 'status', 'loadBalancer', 'ingress').map((one) => one['ip'])
  expect(ips()).toEqual(['127.200.0.1', '127.200.0.2', '127.200.0.3'])
  expect(store.list(typeOf('DaemonSet'), 'kube-system')[0]?.['status']).toMatchObject({ numberReady: 3 })
  const [slice] = store.list(typeOf('EndpointSlice'))
  expect(listAt(slice, 'endpoints').map((one) => at(one, 'conditions', 'ready'))).toEqual([true, true])
  away.add('n3')
  loop.poke()
  await run(60_000)
  expect(ips()).toEqual(['127.200.0.1', '127.200.0.2'])
  store.delete(typeOf('Service'), 'default', 'web', undefined)
  await run(10_000)
  expect(store.list(typeOf('DaemonSet'))).toEqual([])
  expect(store.list(typeOf('EndpointSlice'))).toEqual([])
})
