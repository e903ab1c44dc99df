import { afterAll, beforeAll, expect, it } from 'vitest'
import { KubeWireClient } from '@/lib/testing/kube-wire/kube-wire-client'
import { type PracticeApiHost, startPracticeApiHost } from './practice-api-host'

let host: PracticeApiHost
beforeAll(async () => {
  host = await startPracticeApiHost()
})
afterAll(() => host.close())

it('warns of fields in any alphabet', async () => {
  const wire = new KubeWireClient(host.kubeconfig)
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'odd' }, größe: 1, 字: 2 }
  expect(await wire.ask('POST', '/api/v1/namespaces/default/configmaps', { body })).toMatchObject({
    code: 201,
    headers: { warning: '299 - "unknown field \\"gr??e\\"", 299 - "unknown field \\"?\\""' },
  })
  expect(host.errors).toEqual([])
})
