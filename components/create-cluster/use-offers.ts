import type { ClusterDraft } from '@/lib/shared/cluster-draft'
import { wizardParts } from './providers/wizard-parts.gen'
import {
  type Keep,
  WHERE,
  type WizardContext,
  type WizardOffer,
  type WizardPart,
  type WizardStart,
} from './wizard-part'

/** All providers, in the order of their tiles. */
export const PARTS: readonly WizardPart[] = [...wizardParts].sort((a, b) => a.place - b.place)

/** The provider for somebody who has chosen none. */
export const usualProvider = (start: WizardStart): string =>
  PARTS.reduce((best, part) => (part.suits(start) > best.suits(start) ? part : best)).id

export interface Offered {
  readonly id: string
  readonly offer: WizardOffer
}

/**
 * What every provider offers for this draft. Hooks in a loop: the list is made once for all, so each render calls the
 * same ones in the same order.
 */
export function useOffers(
  draft: ClusterDraft,
  change: (by: (draft: ClusterDraft) => ClusterDraft) => void,
  context: Omit<WizardContext, 'chosen' | 'name' | 'rename' | 'lastTimeMs'>,
  lastTimesMs: Readonly<Record<string, number>>,
): readonly Offered[] {
  const rename = (name: string) => change((now) => ({ ...now, name }))
  return PARTS.map(({ id, useOffer }) => {
    const chosen = draft.provider === id
    const keep: Keep = (by) => change((now) => ({ ...now, parts: { ...now.parts, [id]: by(now.parts[id]) } }))
    const own = { ...context, chosen, name: draft.name, rename, lastTimeMs: lastTimesMs[id] }
    return { id, offer: refused(useOffer(own, draft.parts[id], keep), context.refusals[id]) }
  })
}

/** An offer that the person can not have now. @param refusal undefined: they can */
const refused = (offer: WizardOffer, refusal: string | undefined): WizardOffer =>
  refusal === undefined
    ? offer
    : {
        ...offer,
        tile: { ...offer.tile, blockedBy: refusal },
        problems: [{ step: WHERE, text: refusal }, ...offer.problems],
      }
