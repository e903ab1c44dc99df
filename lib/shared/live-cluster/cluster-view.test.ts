import { describe, expect, it } from 'vitest'
import type { ClusterView } from '@/lib/contracts/live-clusters'
import type { Connection, EventRow, NodeRow, PodRow } from '@/lib/contracts/live-rows'
import { nodeRow, podRow } from '@/lib/testing/live-rows'
import { applyDelta, differenceOf, emptyView } from './cluster-view'
import { healthSentence } from './health-sentence'
import { orderEvents } from './order-events'

const LIVE: Connection = { state: 'live', since: 0, lastSeenAt: 0, words: 'The cluster answers.' }

const byKey = <Row extends { key: string }>(rows: readonly Row[]) =>
  Object.fromEntries(rows.map((row) => [row.key, row]))

function view(nodes: readonly NodeRow[], pods: readonly PodRow[], connection = LIVE): ClusterView {
  return { seq: 1, connection, rows: { ...emptyView(0).rows, nodes: byKey(nodes), pods: byKey(pods) } }
}

describe('deltas', () => {
  it('lead from one view to another, and only name what differs', () => {
    const from = view([nodeRow('a'), nodeRow('b')], [podRow('x')])
    const to = view([nodeRow('a'), nodeRow('b', { ready: false })], [podRow('y')])
    const delta = differenceOf(from, to)
    expect(delta).toEqual({
      seq: 2,
      upserts: { nodes: [to.rows.nodes['uid-b']], pods: [to.rows.pods['uid-y']] },
      removes: { pods: ['uid-x'] },
    })
    expect(delta && applyDelta(from, delta)).toEqual({ ...to, seq: 2 })
  })

  it('are none where nothing differs', () => {
    expect(differenceOf(view([nodeRow('a')], []), view([nodeRow('a')], []))).toBeUndefined()
  })

  it('carry the connection when it changed', () => {
    const gone: Connection = { ...LIVE, state: 'unreachable', words: 'It does not answer.' }
    expect(differenceOf(view([], []), view([], [], gone))).toEqual({
      seq: 2,
      connection: gone,
      upserts: {},
      removes: {},
    })
  })

  it('are ignored when they are old and refused when one is missing', () => {
    const now = view([], [])
    const delta = { seq: 1, upserts: { nodes: [nodeRow('a')] }, removes: {} }
    expect(applyDelta(now, delta)).toBe(now)
    expect(applyDelta(now, { ...delta, seq: 3 })).toBeUndefined()
  })

  it('leave kinds without change as they were', () => {
    const before = view([nodeRow('a')], [podRow('x')])
    const after = applyDelta(before, { seq: 2, upserts: { nodes: [nodeRow('b')] }, removes: {} })
    expect(after?.rows.pods).toBe(before.rows.pods)
  })
})

describe('healthSentence', () => {
  const potatoes = [
    nodeRow('potato-0'),
    nodeRow('potato-1'),
    nodeRow('potato-2'),
    nodeRow('potato-3'),
    nodeRow('potato-4'),
  ]
  const silent = potatoes.map((each) =>
    each.name === 'potato-1' ? { ...each, ready: false, silentSince: 12_000 } : each,
  )
  const words = (seen: ClusterView, now = 60_000) => healthSentence(seen, now).words

  it('is short when all is well', () => {
    expect(words(view(potatoes, [podRow('x'), podRow('y')]))).toBe('All 5 machines answer and all 2 pods run.')
    expect(words(view([nodeRow('only')], [podRow('x')]))).toBe('The machine answers and the one pod runs.')
    expect(words(view([], []))).toBe('No machine has joined yet.')
  })

  it('tells who is silent, since when, and what becomes of the pods', () => {
    const lost = { lost: true, tone: 'bad' } as const
    expect(words(view(silent, [podRow('x', lost), podRow('y', lost), podRow('z', { node: 'potato-2' })]))).toBe(
      '4 of 5 machines answer. potato-1 has been silent for 48 s; its two pods are moving.',
    )
    expect(words(view(silent, [podRow('x'), podRow('y', lost)]))).toBe(
      '4 of 5 machines answer. potato-1 has been silent for 48 s; one of its pods is moving.',
    )
    expect(words(view(silent, [podRow('x')]))).toBe(
      '4 of 5 machines answer. potato-1 has been silent for 48 s; its one pod is waiting to be moved.',
    )
    expect(words(view(silent, [podRow('x', { ...lost, replaced: true })]))).toBe(
      '4 of 5 machines answer. potato-1 has been silent for 48 s; none of its pods is missing.',
    )
  })

  it('tells of pods in trouble and pods on the way', () => {
    const trouble = {
      tone: 'bad',
      ready: false,
      words: 'Waiting: the image cannot be pulled (name misspelt?).',
    } as const
    expect(words(view(potatoes, [podRow('x', trouble)]))).toBe(
      'All 5 machines answer, but echo has trouble: waiting: the image cannot be pulled (name misspelt?).',
    )
    const ofMany = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      podRow(name, { ...trouble, owner: { kind: 'Deployment', name } }),
    )
    expect(words(view(potatoes, ofMany))).toBe(
      'All 5 machines answer, but five pods have trouble: a, b, c and 2 others.',
    )
    expect(words(view(potatoes, [podRow('x', { tone: 'busy', ready: false })]))).toBe(
      'All 5 machines answer; one pod is on the way.',
    )
  })

  it('says that what is shown is old when the cluster does not answer', () => {
    const gone: Connection = {
      state: 'unreachable',
      since: 30_000,
      lastSeenAt: 30_000,
      words: 'The API server does not answer.',
    }
    expect(words(view(potatoes, [], gone))).toBe(
      'The API server does not answer. It was last seen 30 s ago; what is below is from then.',
    )
    expect(words(view(potatoes, [], gone), 33_000)).toBe(words(view(potatoes, []), 33_000))
  })
})

describe('orderEvents', () => {
  it('puts warnings first, then the newest', () => {
    const event = (key: string, warning: boolean, at: number): EventRow => ({
      key,
      warning,
      at,
      reason: '',
      kind: 'Pod',
      name: '',
      namespace: '',
      words: '',
      hint: '',
      message: '',
      count: 1,
      firstAt: at,
    })
    const ordered = orderEvents([event('a', false, 9), event('b', true, 1), event('c', true, 2), event('d', false, 10)])
    expect(ordered.map(({ key }) => key)).toEqual(['c', 'b', 'd', 'a'])
  })
})
