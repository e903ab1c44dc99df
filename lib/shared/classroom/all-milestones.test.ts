import { expect, it } from 'vitest'
import type { DeploymentRow, NodeRow, PodRow } from '@/lib/contracts/live-rows'
import { nodeRow, podRow } from '@/lib/testing/live-rows'
import { seenCluster, seenWork } from '@/lib/testing/seen-work'
import { allMilestones, milestonesOn, newlyReached } from './all-milestones'
import type { SeenCluster } from './seen-work'

const NONE = new Set<string>()
const reached = (cluster: SeenCluster, before: ReadonlySet<string> = NONE) =>
  newlyReached(seenWork({ cluster }), before)

const deployment = (wanted: number, ready: number, changes: Partial<DeploymentRow> = {}): DeploymentRow => ({
  ...{ key: 'd', name: 'go-echo', namespace: 'default', system: false, updated: ready, images: [], app: 'go-echo' },
  ...{ createdAt: 0, tone: 'good', label: '', words: '', hint: '' },
  ...{ wanted, ready },
  ...changes,
})

it('has one id and one place each', () => {
  expect(new Set(allMilestones.map(({ id }) => id)).size).toBe(allMilestones.length)
  expect(new Set(allMilestones.map(({ place }) => place)).size).toBe(allMilestones.length)
})

it('asks nothing of real machines that they do not tell', () => {
  expect(milestonesOn(true)).toHaveLength(7)
  expect(milestonesOn(false).map(({ id }) => id)).not.toContain('kubectl-used')
})

it('says nothing of a student without a cluster, or of one whose run is on its way', () => {
  expect(newlyReached(seenWork(), NONE)).toEqual([])
  expect(reached(seenCluster({}, { phase: 'creating', view: undefined }))).toEqual([])
})

it('sees a ready cluster once', () => {
  expect(reached(seenCluster())).toEqual(['cluster-ready'])
  expect(reached(seenCluster(), new Set(['cluster-ready']))).toEqual([])
})

it('takes only go-echo for go-echo', () => {
  const before = new Set(['cluster-ready'])
  const answered = (app: string) => seenCluster({}, { answered: [{ app, at: 5 }] })
  expect(reached(answered('go-echo'), before)).toEqual(['app-answered'])
  expect(reached(answered('nginx'), before)).toEqual([])
})

it('wants three that run, of an app that is no part of Kubernetes', () => {
  const before = new Set(['cluster-ready'])
  const scaled = (row: DeploymentRow) => reached(seenCluster({ deployments: [row] }), before)
  expect(scaled(deployment(3, 2))).toEqual([])
  expect(scaled(deployment(2, 3))).toEqual([])
  expect(scaled(deployment(3, 3, { system: true }))).toEqual([])
  expect(scaled(deployment(4, 3))).toEqual(['scaled-to-three'])
})

const cutOff = (pods: readonly PodRow[], three: Partial<NodeRow> = { ready: false, silentSince: 1 }) =>
  seenCluster({ nodes: [nodeRow('pi-1'), nodeRow('pi-2'), nodeRow('pi-3', three)], pods })
const onThree = (changes: Partial<PodRow>) => podRow('a', { node: 'pi-3', ...changes })

it('sees that pods moved once all of them did', () => {
  const before = new Set(['cluster-ready'])
  const there = onThree({ lost: true, replaced: true })
  expect(reached(cutOff([there]), before)).toEqual(['pods-moved'])
  expect(reached(cutOff([there, { ...onThree({ lost: true }), key: 'b' }]), before)).toEqual([])
  expect(reached(cutOff([]), before)).toEqual([])
  expect(reached(cutOff([onThree({ lost: true, replaced: true, system: true })]), before)).toEqual([])
})

it('sees a machine come back only where one was away, and all answer', () => {
  const before = new Set(['cluster-ready', 'pods-moved'])
  expect(reached(cutOff([], {}), before)).toEqual(['brought-back'])
  expect(reached(cutOff([], {}), new Set(['cluster-ready']))).toEqual([])
  expect(reached(cutOff([]), before)).toEqual([])
  // Taking the machine off the list is not bringing it back.
  expect(reached(seenCluster({ nodes: [nodeRow('pi-1'), nodeRow('pi-2')] }), before)).toEqual([])
})

it('does not take an old picture of a cluster for one that answers', () => {
  const before = new Set(['cluster-ready', 'pods-moved'])
  const cluster = cutOff([], {})
  if (cluster.view === undefined) throw new Error('it has a view')
  const connection = { ...cluster.view.connection, state: 'unreachable' } as const
  expect(reached({ ...cluster, view: { ...cluster.view, connection } }, before)).toEqual([])
})

it('sees kubectl, and a deletion whose receipt says that nothing is left', () => {
  expect(reached(seenCluster({}, { kubectlAt: 4 }))).toEqual(['cluster-ready', 'kubectl-used'])
  const deleted = (left: number) => seenCluster({}, { phase: 'deleted', receipt: { checkedAt: 9, left } })
  expect(reached(deleted(0))).toEqual(['deleted'])
  expect(reached(deleted(1))).toEqual([])
})
