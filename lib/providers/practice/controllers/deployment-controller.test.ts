import { describe, expect, it } from 'vitest'
import { atOneTimeOfDay, controlWorld, webDeployment } from '@/lib/testing/practice/control-world'
import { listAt, textAt } from '../kube-api/kube-object'
import type { ObjectStore } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'
import { isReady } from './practice-world'

atOneTimeOfDay()

const deployment = (store: ObjectStore) => store.get(typeOf('Deployment'), 'default', 'web')

describe('a deployment', () => {
  it('starts its pods spread over the nodes, and is complete', async () => {
    const { store, apply, run, shown, reasons, errors } = controlWorld()
    apply(webDeployment(3))
    await run(100)
    expect(shown()).toEqual(['ContainerCreating@n1', 'ContainerCreating@n2', 'ContainerCreating@n3'])
    await run(10_000)
    expect(shown()).toEqual(['Running@n1', 'Running@n2', 'Running@n3'])
    expect(deployment(store)?.['status']).toMatchObject({
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    })
    expect(reasons()).toEqual(
      expect.arrayContaining(['ScalingReplicaSet', 'SuccessfulCreate', 'Scheduled', 'Pulling', 'Pulled', 'Started']),
    )
    expect(errors).toEqual([])
  })

  it('scales both ways', async () => {
    const { store, apply, run, shown } = controlWorld()
    apply(webDeployment(1))
    await run(10_000)
    apply(webDeployment(5))
    await run(10_000)
    expect(shown()).toHaveLength(5)
    apply(webDeployment(0))
    await run(10_000)
    expect(shown()).toEqual([])
    expect(deployment(store)?.['status']).not.toHaveProperty('replicas')
  })

  it('rolls a new image out without falling below what must be available, and back', async () => {
    const { store, apply, run, pods } = controlWorld()
    apply(webDeployment(4))
    await run(10_000)
    apply(webDeployment(4, 'nginx:2'))
    const lowest = { ready: 4 }
    for (let i = 0; i < 60; i++) {
      await run(500)
      lowest.ready = Math.min(
        lowest.ready,
        pods().filter((pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined).length,
      )
    }
    expect(lowest.ready).toBeGreaterThanOrEqual(3)
    expect(pods().map((pod) => textAt(listAt(pod, 'spec', 'containers')[0], 'image'))).toEqual(Array(4).fill('nginx:2'))
    expect(deployment(store)?.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('2')
    apply(webDeployment(4, 'nginx:1'))
    await run(30_000)
    expect(store.list(typeOf('ReplicaSet'))).toHaveLength(2)
    expect(deployment(store)?.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3')
  })

  it('takes its sets and pods along when it is deleted', async () => {
    const { store, apply, run, pods } = controlWorld()
    apply(webDeployment(2))
    await run(10_000)
    store.delete(typeOf('Deployment'), 'default', 'web', undefined)
    await run(10_000)
    expect(pods()).toEqual([])
    expect(store.list(typeOf('ReplicaSet'))).toEqual([])
  })
})
