import { afterAll, beforeAll, expect, it } from 'vitest'
import { at } from '@/lib/providers/practice/kube-api/kube-object'
import { KubeWireClient } from '@/lib/testing/kube-wire/kube-wire-client'
import { type PracticeApiHost, startPracticeApiHost } from './practice-api-host'

const PODS = '/api/v1/namespaces/default/pods'

let host: PracticeApiHost
let wire: KubeWireClient
beforeAll(async () => {
  host = await startPracticeApiHost({ speed: 50, images: ['busybox:1'] })
  wire = new KubeWireClient(host.kubeconfig)
})
afterAll(() => host.close())

async function running(name: string, script: string): Promise<void> {
  await wire.ask('POST', PODS, {
    body: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 1,
        containers: [{ name: 'main', image: 'busybox:1', command: ['sh', '-c', script] }],
      },
    },
  })
  await wire.watch(`${PODS}?watch=1&fieldSelector=metadata.name%3D${name}`, (events) =>
    events.some(({ object }) => at(object, 'status', 'phase') === 'Running'),
  )
}

it('follows a log until its container ends', async () => {
  await running('brief', 'echo one; sleep 20; echo two')
  expect(await wire.ask('GET', `${PODS}/brief/log?follow=true`)).toMatchObject({ code: 200, body: 'one\ntwo\n' })
  expect((await wire.ask('GET', `${PODS}/brief/log?follow=true&tailLines=1`)).body).toBe('two\n')
  expect((await wire.ask('GET', `${PODS}/brief/log?limitBytes=5`)).body).toBe('one\nt')
  expect((await wire.ask('GET', `${PODS}/brief/log?timestamps=true`)).body).toMatch(/^\d{4}-\S+\.\d{9}Z one\n/)
})

it('follows a log until its pod is gone', async () => {
  await running('long', 'echo one; sleep infinity')
  const followed = wire.ask('GET', `${PODS}/long/log?follow=true`)
  await wire.ask('DELETE', `${PODS}/long`)
  expect((await followed).body).toBe('one\n')
})
