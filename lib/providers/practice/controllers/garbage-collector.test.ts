import { expect, it } from 'vitest'
import { atOneTimeOfDay, controlWorld, webDeployment } from '@/lib/testing/practice/control-world'
import { typeOf } from '../kube-api/resource-type'

atOneTimeOfDay()

it('ends a namespace with everything in it', async () => {
  const { store, apply, run } = controlWorld()
  apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'lab' } })
  apply({ ...webDeployment(2), metadata: { name: 'web', namespace: 'lab' } })
  await run(10_000)
  store.delete(typeOf('Namespace'), undefined, 'lab', undefined)
  expect(store.get(typeOf('Namespace'), undefined, 'lab')).toBeDefined()
  await run(10_000)
  expect(store.get(typeOf('Namespace'), undefined, 'lab')).toBeUndefined()
  expect(store.list(typeOf('Pod'), 'lab')).toEqual([])
})
