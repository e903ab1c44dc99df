import { describe, expect, it } from 'vitest'
import { atOneTimeOfDay, controlWorld, webDeployment } from '@/lib/testing/practice/control-world'
import { at, listAt, textAt } from '../kube-api/kube-object'
import type { ObjectStore } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'
import { isReady } from './practice-world'

atOneTimeOfDay()

const deployment = (store: ObjectStore) => store.get(typeOf('Deployment'), 'default', 'web')

describe('a node that does not answer', () => {
  it('moves pods from a dead node after the times of real Kubernetes, and forgets the old when it is back', async () => {
    const { store, away, apply, run, shown, loop } = controlWorld()
    apply(webDeployment(3))
    await run(10_000)
    away.add('n2')
    loop.poke()
    await run(49_000)
    expect(shown()).toEqual(['Running@n1', 'Running@n2', 'Running@n3'])
    await run(2_000)
    expect(deployment(store)?.['status']).toMatchObject({ readyReplicas: 2 })
    expect(
      textAt(
        listAt(store.get(typeOf('Node'), undefined, 'n2'), 'status', 'conditions').find(
          (one) => one['type'] === 'Ready',
        ),
        'status',
      ),
    ).toBe('Unknown')
    await run(290_000)
    expect(shown()).toHaveLength(3)
    await run(20_000)
    expect(shown().filter((pod) => pod.startsWith('Running'))).toHaveLength(3)
    expect(shown()).toContain('Terminating@n2')
    away.delete('n2')
    loop.poke()
    await run(5_000)
    expect(shown().some((pod) => pod.startsWith('Terminating'))).toBe(false)
    expect(isReady(store.get(typeOf('Node'), undefined, 'n2') ?? webDeployment(0))).toBe(true)
  })

  it('tells of a dead node what real Kubernetes tells, at its times', async () => {
    const { store, away, pods, apply, run, loop } = controlWorld()
    apply(webDeployment(3))
    await run(10_000)
    const [pod] = pods().filter((one) => textAt(one, 'spec', 'nodeName') === 'n2')
    const node = () => store.get(typeOf('Node'), undefined, 'n2')
    const told = (name: string) =>
      store
        .list(typeOf('Event'))
        .filter(
          (event) => at(event, 'involvedObject', 'name') === name && at(event, 'source', 'component') !== 'kubelet',
        )
        .map((event) => `${String(event['type'])} ${String(event['reason'])}: ${String(event['message'])}`)
    const name = pod?.metadata.name ?? ''
    const current = () => store.get(typeOf('Pod'), 'default', name)
    const ready = () => listAt(current(), 'status', 'conditions').find((one) => one['type'] === 'Ready')?.['status']
    away.add('n2')
    loop.poke()
    await run(49_900)
    expect([isReady(node() ?? webDeployment(0)), ready()]).toEqual([true, 'True'])
    await run(200)
    expect(listAt(node(), 'spec', 'taints')).toMatchObject([
      { key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' },
    ])
    expect(
      listAt(node(), 'status', 'conditions').map((one) => `${String(one['type'])} ${String(one['reason'])}`),
    ).toEqual([
      'MemoryPressure NodeStatusUnknown',
      'DiskPressure NodeStatusUnknown',
      'PIDPressure NodeStatusUnknown',
      'Ready NodeStatusUnknown',
    ])
    expect(told('n2')).toContain('Normal NodeNotReady: Node n2 status is now: NodeNotReady')
    expect([ready(), textAt(current(), 'status', 'phase')]).toEqual(['False', 'Running'])
    expect(told(name)).toContain('Warning NodeNotReady: Node is not ready')
    await run(299_500)
    expect(current()?.metadata.deletionTimestamp).toBeUndefined()
    await run(1_000)
    expect(current()?.metadata.deletionTimestamp).toBeDefined()
    expect(told(name)).toContain(`Normal TaintManagerEviction: Marking for deletion Pod default/${name}`)
    expect(listAt(current(), 'status', 'conditions').at(-1)).toMatchObject({
      type: 'DisruptionTarget',
      reason: 'DeletionByTaintManager',
    })
    await run(5_000)
    expect(pods().filter((one) => isReady(one) && textAt(one, 'spec', 'nodeName') !== 'n2')).toHaveLength(3)
  })

  it('keeps the pods of a node that was silent for a moment only', async () => {
    const { away, apply, run, shown, pods, loop } = controlWorld()
    apply(webDeployment(3))
    await run(10_000)
    const before = pods().map((pod) => pod.metadata.name)
    away.add('n1')
    loop.poke()
    await run(100_000)
    away.delete('n1')
    loop.poke()
    await run(400_000)
    expect(pods().map((pod) => pod.metadata.name)).toEqual(before)
    expect(shown()).toEqual(['Running@n1', 'Running@n2', 'Running@n3'])
  })
})
