import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { definitions } from '@/lib/providers/definitions.gen'
import type { ClusterDraft } from '@/lib/shared/cluster-draft'
import { Steps } from './create-cluster-wizard'
import { firstDraft } from './use-draft'
import { PARTS } from './use-offers'
import type { WizardStart } from './wizard-part'

const START: WizardStart = { machines: [], apps: [], takenNames: ['warm-box'], refusals: {} }

/** The wizard's text with this draft, as the server writes it. */
function rendered(draft: ClusterDraft, initial: WizardStart = START): string {
  const nowhere = () => undefined
  const router = { push: nowhere, replace: nowhere, refresh: nowhere, back: nowhere, forward: nowhere }
  const html = renderToString(
    <AppRouterContext value={{ ...router, prefetch: nowhere, bfcacheId: '' }}>
      <QueryClientProvider client={new QueryClient()}>
        <Steps draft={draft} initial={initial} lastTimesMs={{}} onChange={nowhere} onCreated={nowhere} />
      </QueryClientProvider>
    </AppRouterContext>,
  )
  return html.replaceAll(/<!-- -->/g, '')
}

const draft = (more: Partial<ClusterDraft>): ClusterDraft => ({
  ...firstDraft(START, undefined, null),
  name: 'hard-crate',
  ...more,
})

it('offers every provider as a place to live, in the order of their places', () => {
  const html = rendered(draft({ step: 'where' }))
  const values = [...html.matchAll(/name="provider"[^>]* value="([^"]+)"/g)].map(([, value]) => value)
  expect(values.slice(0, PARTS.length)).toEqual(PARTS.map(({ id }) => id))
  expect([...PARTS].map(({ id }) => id).sort()).toEqual(definitions.map(({ id }) => id).sort())
})

describe.each(definitions)('with $id', ({ id: provider }) => {
  it('has steps of its own between Where and Review, a summary, and the name in one of them', () => {
    const steps = (html: string) => [...html.matchAll(/<\/span>([^<]+)<\/button><\/li>/g)].map(([, title]) => title)
    const html = rendered(draft({ step: undefined, provider }))
    expect(steps(html).length).toBeGreaterThan(2)
    expect(steps(html).at(0)).toBe('Where')
    expect(steps(html).at(-1)).toBe('Review')
    expect(html).toContain('hard-crate')
    expect(rendered(draft({ step: 'review', provider, name: '' }))).toContain('Give the cluster a name.')
  })

  it('begins anew with a part that another version kept', () => {
    for (const kept of [undefined, null, 7, 'text', [], { machines: 'many' }]) {
      expect(rendered(draft({ step: 'where', provider, parts: { [provider]: kept } }))).toContain('hard-crate')
    }
  })

  it('says why it cannot be had now, before anything is asked for', () => {
    const refusals = { [provider]: 'You have enough of them.' }
    expect(rendered(draft({ step: 'review', provider }), { ...START, refusals })).toContain('You have enough of them.')
  })
})

describe('the first draft', () => {
  it('is of the provider that suits best, and goes on behind the question where one is named', () => {
    expect(firstDraft(START, undefined, null)).toMatchObject({ step: 'where', provider: 'practice' })
    expect(firstDraft(START, 'boards', null)).toMatchObject({ step: undefined, provider: 'boards' })
    expect(firstDraft(START, 'nowhere', null)).toMatchObject({ step: 'where', provider: 'practice' })
  })

  it('is what was kept, unless its provider is gone', () => {
    const kept: ClusterDraft = { step: 'review', name: 'kept', provider: 'boards', parts: {} }
    expect(firstDraft(START, undefined, JSON.stringify(kept))).toEqual(kept)
    expect(firstDraft(START, undefined, JSON.stringify({ ...kept, provider: 'gone' }))).toMatchObject({ step: 'where' })
    expect(firstDraft(START, 'practice', JSON.stringify(kept))).toMatchObject({ name: 'kept', provider: 'practice' })
  })
})
