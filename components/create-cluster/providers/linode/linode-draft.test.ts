import { describe, expect, it } from 'vitest'
import type { CatalogueApp } from '@/lib/contracts/apps'
import type { ListedCloudAccount } from '@/lib/contracts/cloud-accounts'
import type { CloudCatalogue } from '@/lib/contracts/cloud-catalogue'
import { ClusterRequest } from '@/lib/providers/cluster-request'
import { hourlyOf } from '@/lib/shared/cloud/cluster-cost'
import {
  chosenOf,
  type LinodeChoices,
  type LinodeDraft,
  linodeRequest,
  pricedParts,
  readLinodeDraft,
  readNetwork,
  USUAL_LINODE,
} from './linode-draft'
import { linodeProblems } from './linode-problems'
import { linodeWords } from './linode-words'

const account = (id: string, missing: readonly string[] = []): ListedCloudAccount => ({
  ...{ id, name: id, username: id, missing, checkedAt: 0, tokenChangedAt: 0, createdAt: 0, usedBy: [] },
})
const price = (hourly: number) => ({ price: { hourly, monthly: hourly * 700 }, elsewhere: [] })
const size = (id: string, hourly: number) => ({
  ...{ id, label: id, memoryMb: 1_024, diskMb: 25_600, vcpus: 1, ...price(hourly) },
})
const region = (id: string, lacks: readonly string[] = []) => ({
  ...{ id, label: `Place ${id}`, country: 'us', lacks, outage: false },
})
const catalogue: CloudCatalogue = {
  asOf: 0,
  regions: [region('poor', ['Metadata']), region('near'), region('far')],
  sizes: [size('nanode', 0.0075), size('large', 0.018)],
  soldOut: [{ region: 'far', size: 'large' }],
  images: [{ id: 'linode/arch', label: 'Arch Linux', diskMb: 2_500 }],
  balancer: price(0.015),
  volume: price(0.0001),
}
const echo: CatalogueApp = {
  ...{ id: 'go-echo', title: 'go-echo', summary: '', teaches: '', version: '1', imageNote: '' },
  ...{ images: ['amd64'], parts: [], cautions: [], inputs: [] },
  needs: { memoryMiB: 32, storage: false, ingress: 'no' },
}
const choices: LinodeChoices = {
  accounts: [account('lacking', ['Volumes']), account('good')],
  catalogue,
  releases: [{ version: 'v1.36.1+k3s1', recommended: true, channels: [], complete: ['amd64'], files: [] }],
  apps: [echo],
}

const problems = (draft: Partial<LinodeDraft>, of: Partial<LinodeChoices> = {}) =>
  linodeProblems({ ...USUAL_LINODE, ...draft }, { ...choices, ...of }, undefined, linodeWords.en)

describe('a cluster at Linode', () => {
  it('can be asked for as it is: an account that suffices, a region that can, the smallest sizes, with an app', () => {
    const request = linodeRequest('hard-crate', USUAL_LINODE, chosenOf(USUAL_LINODE, choices))
    expect(request).toMatchObject({
      ...{ accountId: 'good', region: 'near', image: 'linode/arch', serverType: 'nanode', workerType: 'nanode' },
      ...{ workers: 2, lifetimeHours: 4, traefik: true, allowedFrom: [], apps: ['go-echo'] },
    })
    expect(ClusterRequest.parse(request)).toEqual(request)
    expect(problems({})).toEqual([])
  })

  it('costs what its machines and its load balancers cost', () => {
    const hourly = (draft: LinodeDraft) => {
      const parts = pricedParts(draft, chosenOf(draft, choices), catalogue)
      return parts === undefined ? undefined : hourlyOf(parts)
    }
    expect(hourly(USUAL_LINODE)).toBeCloseTo(3 * 0.0075 + 2 * 0.015)
    expect(hourly({ ...USUAL_LINODE, traefik: false, apps: [], workers: 0 })).toBeCloseTo(0.0075)
    expect(hourly({ ...USUAL_LINODE, serverType: 'large' })).toBeCloseTo(0.018 + 2 * 0.0075 + 2 * 0.015)
    expect(pricedParts(USUAL_LINODE, chosenOf(USUAL_LINODE, { ...choices, catalogue: undefined }), undefined)).toBe(
      undefined,
    )
  })

  it('forgets what is not there any more', () => {
    const old: LinodeDraft = { ...USUAL_LINODE, accountId: 'gone', region: 'gone', serverType: 'gone', apps: ['gone'] }
    expect(linodeRequest('a', old, chosenOf(old, choices))).toMatchObject({
      ...{ accountId: 'good', region: 'near', serverType: 'nanode', apps: [] },
    })
    const without = { ...choices, apps: [{ ...echo, images: [] }] }
    expect(chosenOf(USUAL_LINODE, without).apps).toEqual([])
  })

  it('needs an account, a size that is left and a release, and waits for what it does not know yet', () => {
    expect(problems({}, { accounts: [] })).toEqual([{ step: 'place', text: 'Add a Linode account.' }])
    expect(problems({ region: 'far', workerType: 'large' })).toEqual([
      { step: 'machines', text: 'Place far has no large left at the moment.' },
    ])
    expect(problems({ region: 'far', workerType: 'large', workers: 0 })).toEqual([])
    expect(problems({}, { releases: [] })).toEqual([{ step: 'cluster', text: 'Choose a k3s version.' }])
    expect(problems({}, { accounts: undefined, catalogue: undefined, releases: undefined })).toEqual([])
    const failure = { code: 'x', message: 'x', userMessage: 'Linode is away.', retryable: true, details: {} }
    const away = { ...choices, catalogue: undefined }
    expect(linodeProblems(USUAL_LINODE, away, failure, linodeWords.en)).toEqual([
      { step: 'place', text: 'Linode is away.' },
    ])
  })
})

it('survives a reload, but not nonsense', () => {
  const kept: LinodeDraft = { ...USUAL_LINODE, accountId: 'a', region: 'near', lifetimeHours: null }
  expect(readLinodeDraft(JSON.parse(JSON.stringify(kept)))).toEqual(JSON.parse(JSON.stringify(kept)))
  for (const odd of [
    ...[undefined, null, 7, 'text', [], {}, { ...kept, workers: 50 }, { ...kept, workers: 1.5 }],
    ...[
      { ...kept, lifetimeHours: 5 },
      { ...kept, traefik: 'yes' },
      { ...kept, apps: [1] },
      { ...kept, region: 1 },
    ],
  ]) {
    expect(readLinodeDraft(odd)).toBeUndefined()
  }
})

it('reads networks as people write them', () => {
  expect(readNetwork(' 203.0.113.7 ')).toBe('203.0.113.7/32')
  expect(readNetwork('10.0.0.0/8')).toBe('10.0.0.0/8')
  for (const odd of ['', 'home', '300.1.1.1', '10.0.0.0/33', '10.0.0', '::1', '1.2.3.4/']) {
    expect(readNetwork(odd), odd).toBeUndefined()
  }
})
