import { describe, expect, it } from 'vitest'
import type { CloudCatalogue } from '@/lib/contracts/cloud-catalogue'
import { type JudgedRequest, judgeRequest, type KnownCloud } from './judge-request'

const prices = { price: { hourly: 0.01, monthly: 5 }, elsewhere: [] }
const size = (id: string, memoryMb: number, diskMb = 25_600) => ({
  id,
  label: id,
  memoryMb,
  diskMb,
  vcpus: 1,
  ...prices,
})
const region = (id: string, lacks: readonly string[] = [], outage = false) => ({
  ...{ id, label: `Place ${id}`, country: 'us', lacks, outage },
})

const catalogue: CloudCatalogue = {
  asOf: Date.UTC(2026, 10, 30),
  regions: [region('good'), region('poor', ['NodeBalancers', 'Metadata']), region('dark', [], true)],
  sizes: [size('nanode', 1_024), size('small', 2_048), size('tiny-disk', 4_096, 1_000)],
  soldOut: [{ region: 'good', size: 'tiny-disk' }],
  images: [{ id: 'linode/arch', label: 'Arch Linux', diskMb: 2_500 }],
  balancer: prices,
  volume: prices,
}
const cloud: KnownCloud = {
  catalogue,
  token: { username: 'anna', missing: [], silent: false },
  hasController: true,
}
const request: JudgedRequest = {
  region: 'good',
  image: 'linode/arch',
  serverType: 'small',
  workerType: 'nanode',
  workers: 2,
  allowedFrom: [],
}

/** Field, level and sentence of each obstacle. */
const judged = (change: Partial<JudgedRequest>, of: Partial<KnownCloud> = {}) =>
  judgeRequest({ ...request, ...change }, { ...cloud, ...of }).map(({ field, level, sentence }) => [
    ...[field, level, sentence],
  ])

describe('a request for a cluster at Linode', () => {
  it('that can be made has nothing in its way', () => {
    expect(judged({})).toEqual([])
  })

  it('is blocked by each permission that the token lacks, and not by what Linode did not say', () => {
    const missing = ['Volumes: Read/Write is missing.', 'Events: Read Only is missing.']
    expect(judged({}, { token: { username: 'a', missing, silent: false } })).toEqual(
      missing.map((sentence) => ['accountId', 'blocker', sentence]),
    )
    expect(judged({}, { token: { username: 'a', missing: ['Linode did not say.'], silent: true } })).toEqual([
      ['accountId', 'advice', 'Linode did not say.'],
    ])
  })

  it('needs a cloud controller', () => {
    const sentence = expect.stringContaining('cloud controller')
    expect(judged({}, { hasController: false })).toEqual([[undefined, 'blocker', sentence]])
  })

  it('needs a region that is there, works and has what clusters need', () => {
    expect(judged({ region: 'gone' })).toEqual([['region', 'blocker', 'Linode has no region gone for clusters.']])
    expect(judged({ region: 'poor' })).toEqual([['region', 'blocker', 'Place poor has no NodeBalancers and Metadata.']])
    expect(judged({ region: 'dark' })).toEqual([['region', 'blocker', 'Linode says that Place dark has an outage.']])
  })

  it('needs sizes that are there, in stock and large enough, each said once', () => {
    expect(judged({ serverType: 'gone' })).toEqual([
      ['serverType', 'blocker', 'Linode has no size gone, or not any more.'],
    ])
    expect(judged({ serverType: 'tiny-disk', workerType: 'tiny-disk' })).toEqual([
      ['serverType', 'blocker', 'Place good has no tiny-disk left at the moment.'],
      ['serverType', 'blocker', 'The disk of tiny-disk is too small for the image.'],
    ])
    expect(judged({ workerType: 'gone' })).toEqual([
      ['workerType', 'blocker', 'Linode has no size gone, or not any more.'],
    ])
    expect(judged({ workerType: 'gone', workers: 0 })).toEqual([])
  })

  it('needs an image that is there', () => {
    expect(judged({ image: 'linode/old' })).toEqual([['image', 'blocker', expect.stringContaining('linode/old')]])
  })

  it('is told what is tight, old or wide open, and can be made all the same', () => {
    expect(judged({ serverType: 'nanode' })).toEqual([['serverType', 'advice', expect.stringContaining('2 GB')]])
    expect(judged({ allowedFrom: ['0.0.0.0/0'] })).toEqual([
      ['allowedFrom', 'advice', expect.stringContaining('whole')],
    ])
    expect(judged({}, { trouble: 'Linode is away.' })).toEqual([
      [undefined, 'advice', expect.stringMatching(/^Judged by the list of 30 Nov 2026.*: Linode is away\.$/)],
    ])
  })
})
