import { expect, it } from 'vitest'
import type { StoredObject } from './kube-object'
import { serverSideApply } from './managed-fields'

const applied = (data: Record<string, string>): StoredObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'crate', namespace: 'shelf' },
  data,
})
const alice = (now: number) => ({ name: 'alice', operation: 'Apply' as const, subresource: undefined, now })

it('keeps the time of an apply that changes nothing, however much later it comes', () => {
  const first = serverSideApply(undefined, applied({ a: '1' }), alice(1_000), false)
  expect(serverSideApply(first, applied({ a: '1' }), alice(61_000), false)).toBe(first)
  const changed = serverSideApply(first, applied({ a: '2' }), alice(61_000), false)
  expect(changed.metadata.managedFields).toMatchObject([{ manager: 'alice', time: '1970-01-01T00:01:01Z' }])
  const taken = serverSideApply(first, applied({ a: '1' }), { ...alice(61_000), name: 'bob' }, false)
  expect(taken.metadata.managedFields?.map(({ manager }) => manager)).toEqual(['alice', 'bob'])
})
