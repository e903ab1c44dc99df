import { expect, it } from 'vitest'
import type { CatalogueApp } from '@/lib/contracts/apps'
import type { CloudCatalogue } from '@/lib/contracts/cloud-catalogue'
import { ClusterRequest } from '@/lib/providers/cluster-request'
import { chosenOf } from '../linode/linode-draft'
import { linodeProblems } from '../linode/linode-problems'
import { linodeWords } from '../linode/linode-words'
import {
  linodePracticeRequest,
  readLinodePracticeDraft,
  simulatedChoices,
  USUAL_LINODE_PRACTICE,
} from './linode-practice-draft'

const price = { price: { hourly: 0.0075, monthly: 5 }, elsewhere: [] }
const catalogue: CloudCatalogue = {
  asOf: 0,
  regions: [{ id: 'de-fra-2', label: 'Frankfurt', country: 'de', lacks: [], outage: false }],
  sizes: [{ id: 'g6-nanode-1', label: 'Nanode', memoryMb: 1_024, diskMb: 25_600, vcpus: 1, ...price }],
  soldOut: [],
  images: [{ id: 'linode/arch', label: 'Arch Linux', diskMb: 2_500 }],
  balancer: price,
  volume: price,
}
/** Nobody has made its image: nothing is brought to simulated machines. */
const echo: CatalogueApp = {
  ...{ id: 'go-echo', title: 'go-echo', summary: '', teaches: '', version: '1', imageNote: '' },
  ...{ images: [], parts: [], cautions: [], inputs: [] },
  needs: { memoryMiB: 32, storage: false, ingress: 'no' },
}

it('can be asked for as it is, with no account and no release', () => {
  const choices = simulatedChoices(catalogue, [echo])
  const { linode } = USUAL_LINODE_PRACTICE
  const request = linodePracticeRequest('hard-crate', USUAL_LINODE_PRACTICE, chosenOf(linode, choices))
  expect(request).toMatchObject({ provider: 'linode-practice', speed: 5, workers: 2, apps: ['go-echo'] })
  expect(ClusterRequest.parse(request)).toEqual(request)
  expect(linodeProblems(linode, choices, undefined, linodeWords.en)).toEqual([])
})

it('waits for the catalogue', () => {
  const choices = simulatedChoices(undefined, [echo])
  const chosen = chosenOf(USUAL_LINODE_PRACTICE.linode, choices)
  expect(linodePracticeRequest('a', USUAL_LINODE_PRACTICE, chosen)).toBeUndefined()
})

it('survives a reload, but not nonsense', () => {
  const { linode } = USUAL_LINODE_PRACTICE
  expect(readLinodePracticeDraft(JSON.parse(JSON.stringify(USUAL_LINODE_PRACTICE)))).toMatchObject({ speed: 5 })
  for (const odd of [undefined, null, 7, {}, { linode, speed: 3 }, { linode: { ...linode, workers: 10 }, speed: 5 }]) {
    expect(readLinodePracticeDraft(odd)).toBeUndefined()
  }
})
