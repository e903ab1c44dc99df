import { describe, expect, it } from 'vitest'
import { shareOut } from './share'

const cluster = (clusterId: string, held = false) => ({
  clusterId,
  kubeconfigSecretId: 's',
  provider: 'boards',
  holder: held ? 'somebody' : null,
  held,
})
const free = ['a', 'b', 'c', 'd', 'e'].map((id) => cluster(id))

describe('shareOut', () => {
  it('takes all when alone', () => {
    expect(shareOut(free, new Set(), 1)).toEqual({ take: ['a', 'b', 'c', 'd', 'e'], release: [] })
  })

  it('takes its share only, and leaves what others hold', () => {
    expect(shareOut(free, new Set(['a']), 2).take).toEqual(['b', 'c'])
    expect(shareOut([cluster('a', true), cluster('b')], new Set(), 2).take).toEqual(['b'])
  })

  it('lets go what is more than its share when another watcher comes', () => {
    const held = ['a', 'b', 'c', 'd', 'e'].map((id) => cluster(id, true))
    expect(shareOut(held, new Set(['a', 'b', 'c', 'd', 'e']), 2).release).toEqual(['d', 'e'])
    expect(shareOut(held, new Set(['a', 'b', 'c']), 2).release).toEqual([])
  })

  it('keeps one cluster where it is', () => {
    expect(shareOut([cluster('a', true)], new Set(['a']), 3)).toEqual({ take: [], release: [] })
  })
})
