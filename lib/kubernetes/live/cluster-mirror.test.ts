import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { DeploymentObject, type LeaseObject, NodeObject, PodObject, ServiceObject } from '../objects'
import { ClusterMirror } from './cluster-mirror'
import { readFixture } from './fixtures/read-fixture'
import { SILENT_AFTER_MS } from './lease-heartbeats'

const nodes = z.object({ ready: z.array(NodeObject), silent: NodeObject }).parse(readFixture('nodes'))
const spread = z.array(PodObject).parse(readFixture('lost-pods'))
const kindOf = (item: unknown) => z.object({ kind: z.string() }).parse(item).kind
const workloads = z.array(z.unknown()).parse(
  z
    .object({ items: z.array(z.unknown()) })
    .or(z.array(z.unknown()))
    .parse(readFixture('workloads')),
)

const lease = (name: string): LeaseObject => ({
  metadata: { name, uid: `lease-${name}`, creationTimestamp: null, deletionTimestamp: null },
  spec: { renewTime: null },
})

function mirrorOfThree(): ClusterMirror {
  const mirror = new ClusterMirror()
  mirror.nodes.replace(nodes.ready)
  mirror.leases.replace(
    nodes.ready.map((node) => lease(node.metadata.name)),
    0,
  )
  return mirror
}

const podsOn = (mirror: ClusterMirror, node: string, now: number) =>
  Object.values(mirror.rows(now, true).pods).filter((pod) => pod.node === node)

describe('ClusterMirror', () => {
  it('declares a node silent when its lease is not renewed, and takes it back when it is', () => {
    const mirror = mirrorOfThree()
    const states = (now: number) =>
      Object.values(mirror.rows(now, true).nodes).map((node) => [node.name, node.silentSince])
    mirror.leases.renew(lease('node-1'), 20_000)
    mirror.leases.renew(lease('node-2'), 20_000)
    expect(states(SILENT_AFTER_MS + 1)).toEqual([
      ['node-1', null],
      ['node-2', null],
      ['node-3', 0],
    ])
    mirror.leases.renew(lease('node-3'), 30_000)
    expect(states(30_001).every(([, since]) => since === null)).toBe(true)
  })

  it('declares nobody silent while leases cannot be heard', () => {
    const mirror = mirrorOfThree()
    expect(Object.values(mirror.rows(1_000_000, false).nodes).every((node) => node.ready)).toBe(true)
  })

  it('follows pods from a silent machine to their successors', () => {
    const mirror = mirrorOfThree()
    const onThree = spread.filter((pod) => pod.spec.nodeName === 'node-3')
    const successors = spread.filter(
      (pod) => (pod.metadata.creationTimestamp ?? '') > (onThree[0]?.metadata.creationTimestamp ?? ''),
    )
    mirror.pods.replace(spread.filter((pod) => !successors.includes(pod)))
    expect(podsOn(mirror, 'node-3', 0).map((pod) => pod.label)).toEqual(['Ending', 'Ending'])
    for (const name of ['node-1', 'node-2']) mirror.leases.renew(lease(name), 30_000)
    expect(podsOn(mirror, 'node-3', 30_000).map((pod) => pod.label)).toEqual(['Lost', 'Lost'])
    expect(successors).toHaveLength(2)
    for (const pod of successors) mirror.pods.upsert(pod)
    expect(podsOn(mirror, 'node-3', 30_000).map((pod) => pod.words)).toEqual(
      Array(2).fill('Lost with node-3, replaced.'),
    )
  })

  it('keeps the identity of rows that read the same', () => {
    const mirror = mirrorOfThree()
    const before = mirror.rows(0, true)
    const [node] = nodes.ready
    if (node === undefined) throw new Error('the fixture has changed')
    mirror.nodes.upsert(structuredClone(node))
    const after = mirror.rows(0, true)
    expect(after.nodes[node.metadata.uid]).toBe(before.nodes[node.metadata.uid])
    expect(after.pods).toBe(before.pods)
  })

  it('forgets what a later list no longer has', () => {
    const mirror = mirrorOfThree()
    mirror.rows(0, true)
    mirror.nodes.replace(nodes.ready.slice(0, 1))
    expect(Object.values(mirror.rows(0, true).nodes).map((node) => node.name)).toEqual(['node-1'])
  })

  it('presents Deployments and Services', () => {
    const mirror = new ClusterMirror()
    mirror.deployments.replace(
      workloads.filter((item) => kindOf(item) === 'Deployment').map((item) => DeploymentObject.parse(item)),
    )
    mirror.services.replace(
      workloads.filter((item) => kindOf(item) === 'Service').map((item) => ServiceObject.parse(item)),
    )
    const rows = mirror.rows(0, true)
    expect(Object.values(rows.deployments).map(({ name, words }) => [name, words])).toContainEqual([
      'spread',
      'All 6 pods are ready.',
    ])
    expect(Object.values(rows.services).find(({ name }) => name === 'lb')).toMatchObject({
      type: 'LoadBalancer',
      label: 'Open',
      addresses: ['10.77.1.11', '10.77.1.12', '10.77.1.13'],
    })
  })
})
