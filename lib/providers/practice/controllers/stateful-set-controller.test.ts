import { expect, it } from 'vitest'
import { atOneTimeOfDay, controlWorld } from '@/lib/testing/practice/control-world'
import { listAt, type StoredObject, textAt } from '../kube-api/kube-object'

atOneTimeOfDay()

it('starts the pods of a stateful set in order, and ends them from the last', async () => {
  const { apply, run, pods } = controlWorld()
  const set = (replicas: number, image = 'pause:1'): StoredObject => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'store', namespace: 'default' },
    spec: {
      replicas,
      serviceName: 'store',
      selector: { matchLabels: { app: 'store' } },
      template: { metadata: { labels: { app: 'store' } }, spec: { containers: [{ name: 'main', image }] } },
    },
  })
  const names = () => pods().map((pod) => pod.metadata.name)
  apply(set(3))
  await run(1_000)
  expect(names()).toEqual(['store-0'])
  await run(30_000)
  expect(names()).toEqual(['store-0', 'store-1', 'store-2'])
  apply(set(3, 'pause:2'))
  await run(60_000)
  expect(pods().map((pod) => textAt(listAt(pod, 'spec', 'containers')[0], 'image'))).toEqual(Array(3).fill('pause:2'))
  apply(set(1, 'pause:2'))
  await run(20_000)
  expect(names()).toEqual(['store-0'])
})
