import { describe, expect, it } from 'vitest'
import type { TaggedThing } from '@/lib/linode/tagged-things'
import { clusterTag, OUR_TAG } from '@/lib/shared/cloud/cloud-data'
import { judgeOrphans, type TaggedCluster } from './judge-orphans'

const [alive, deleted, unknown] = ['a', 'd', 'e'].map((letter) => clusterTag(letter.repeat(16)))
const clusters = new Map<string, TaggedCluster>([
  [alive ?? '', { name: 'alive-crate', isAlive: true }],
  [deleted ?? '', { name: 'gone-crate', isAlive: false }],
])

let lastId = 0
const thing = (tags: readonly (string | undefined)[], over: Partial<TaggedThing> = {}): TaggedThing => ({
  kind: 'machine',
  id: ++lastId,
  label: `thing-${lastId}`,
  region: 'de-fra-2',
  tags: tags.filter((tag) => tag !== undefined),
  createdAt: 1_000,
  type: 'g6-nanode-1',
  sizeGb: undefined,
  attachedTo: undefined,
  ...over,
})

const judge = (...things: readonly TaggedThing[]) => judgeOrphans(things, clusters, () => 0.18)

describe('the judgement of what belongs to no cluster', () => {
  it.each([
    ['has no tags', []],
    ['has tags of somebody else', ['web', 'production']],
    ['has a tag that merely begins like ours', ['buzzcrate-docs', 'buzzcrates']],
    ['belongs to a cluster that lives', [OUR_TAG, alive]],
    ['belongs to a cluster that lives, by its cloud controller’s tag alone', [alive]],
    ['belongs to two clusters, of which one lives', [OUR_TAG, deleted, alive, unknown]],
  ])('leaves alone what %s', (_, tags) => {
    expect(judge(thing(tags))).toEqual([])
  })

  it.each([
    ['of a deleted cluster', [OUR_TAG, deleted], 'deleted', deleted, 'gone-crate'],
    ['of a deleted cluster, by its cloud controller’s tag alone', [deleted], 'deleted', deleted, 'gone-crate'],
    ['of an unknown cluster', [OUR_TAG, unknown], 'unknown', unknown, null],
    ['of a deleted and an unknown cluster', [OUR_TAG, deleted, unknown], 'unknown', deleted, 'gone-crate'],
    ['with our tag and no cluster’s', [OUR_TAG, 'web'], 'unknown', null, null],
  ])('finds what is %s', (_, tags, belongs, tag, clusterName) => {
    expect(judge(thing(tags))).toMatchObject([{ belongs, tag, clusterName, daily: 0.18, since: 1_000 }])
  })

  it('puts them in the order of a tear-down', () => {
    const tags = [OUR_TAG, deleted]
    const kinds = (['vpc', 'machine', 'firewall', 'volume', 'balancer'] as const).map((kind) => thing(tags, { kind }))
    expect(judge(...kinds).map(({ kind }) => kind)).toEqual(['balancer', 'volume', 'machine', 'firewall', 'vpc'])
  })
})
