import { expect, it } from 'vitest'
import { nodeRow, podRow } from '@/lib/testing/live-rows'
import { seenCluster } from '@/lib/testing/seen-work'
import { nextAction, type StudentNow } from './next-action'

const nodes = [nodeRow('c-1', { roles: ['server'] }), nodeRow('c-2'), nodeRow('c-3')]
const pods = [podRow('a', { node: 'c-1' }), podRow('b', { node: 'c-2' })]
const { view } = seenCluster({ nodes, pods })
const student = (changes: Partial<StudentNow> & { readonly has?: readonly string[] }): StudentNow => ({
  ...{ paused: false, ended: false, practice: true, cluster: { phase: 'ready' }, view },
  reached: new Set(changes.has ?? []),
  ...changes,
})
const next = (changes: Parameters<typeof student>[0]) => nextAction(student(changes))

it('leads from the first cluster to its receipt', () => {
  expect(next({ cluster: undefined })).toEqual({ kind: 'create' })
  expect(next({ cluster: { phase: 'creating' } })).toEqual({ kind: 'wait' })
  expect(next({ view: undefined })).toEqual({ kind: 'not-seen' })
  expect(next({})).toEqual({ kind: 'open-app' })
  expect(next({ has: ['app-answered'] })).toEqual({ kind: 'scale' })
  const scaled = ['app-answered', 'scaled-to-three']
  expect(next({ has: scaled })).toEqual({ kind: 'cut-off', machine: 'c-2' })
  const moved = [...scaled, 'pods-moved', 'brought-back']
  expect(next({ has: moved })).toEqual({ kind: 'kubeconfig' })
  expect(next({ has: [...moved, 'kubectl-used'] })).toEqual({ kind: 'delete' })
  expect(next({ cluster: { phase: 'deleting' } })).toEqual({ kind: 'deleting' })
  expect(next({ cluster: { phase: 'deleted' }, has: ['deleted'] })).toEqual({ kind: 'all-done' })
})

it('asks for a silent machine first, whatever is missing', () => {
  const cut = [...nodes.slice(0, 2), nodeRow('c-3', { ready: false, silentSince: 1 })]
  const there = (replaced: boolean) =>
    seenCluster({ nodes: cut, pods: [podRow('x', { node: 'c-3', lost: true, replaced })] }).view
  expect(next({ view: there(false) })).toEqual({ kind: 'moving', machine: 'c-3', pods: 1 })
  expect(next({ view: there(true) })).toEqual({ kind: 'bring-back', machine: 'c-3', pods: 0 })
})

it('never asks to cut off the server, and asks nothing of real machines that the panel cannot see', () => {
  const onServer = seenCluster({ nodes, pods: [podRow('a', { node: 'c-1' })] }).view
  const has = ['app-answered', 'scaled-to-three']
  expect(next({ has, view: onServer })).toEqual({ kind: 'cut-off', machine: undefined })
  expect(next({ practice: false })).toEqual({ kind: 'scale' })
  expect(next({ practice: false, has: ['scaled-to-three'] })).toEqual({ kind: 'delete' })
})

it('says that a paused student waits, that a held run needs somebody, and that a class is over', () => {
  expect(next({ paused: true })).toEqual({ kind: 'paused' })
  expect(next({ cluster: { phase: 'attention' } })).toEqual({ kind: 'held' })
  expect(next({ cluster: undefined, ended: true })).toEqual({ kind: 'over' })
})
