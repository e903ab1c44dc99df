import { expect, it } from 'vitest'
import type { ClusterDraft } from '@/lib/shared/cluster-draft'
import { firstDrafts } from './use-race-drafts'

const USUAL = { left: 'practice', right: 'practice' }
const filled: ClusterDraft = { step: 'review', name: 'pi-desk', provider: 'boards', parts: { boards: {} } }

it('begins with two free names at the usual places', () => {
  const { left, right } = firstDrafts([], USUAL, { left: undefined, right: undefined })
  expect([left.provider, right.provider]).toEqual(['practice', 'practice'])
  expect(left.name).not.toBe(right.name)
})

it('takes what was kept, beside a name that differs', () => {
  const drafts = firstDrafts([], USUAL, { left: undefined, right: filled })
  expect(drafts.right).toEqual(filled)
  expect(drafts.left.name).not.toBe('pi-desk')
})

it('begins anew where the provider of what was kept is not known', () => {
  const { left } = firstDrafts([], USUAL, { left: { ...filled, provider: 'gone' }, right: undefined })
  expect(left.provider).toBe('practice')
})
