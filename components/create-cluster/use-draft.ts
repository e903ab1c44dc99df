'use client'

import { useCallback, useEffect, useState } from 'react'
import { type ClusterDraft, readDraft, suggestName } from '@/lib/shared/cluster-draft'
import { PARTS, usualProvider } from './use-offers'
import { WHERE, type WizardStart } from './wizard-part'

const STORE = 'buzz-cluster-draft'

/**
 * The draft of this browser, kept through reloads; undefined until the page has looked for it (the server has none).
 * `where` is what the person has chosen already: the draft then goes on behind that question.
 */
export function useDraft(
  start: WizardStart,
  where: string | undefined,
): readonly [ClusterDraft | undefined, (change: (draft: ClusterDraft) => ClusterDraft) => void, () => void] {
  const [draft, setDraft] = useState<ClusterDraft>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => setDraft(firstDraft(start, where, localStorage.getItem(STORE))), [])
  const change = useCallback((by: (draft: ClusterDraft) => ClusterDraft) => {
    setDraft((now) => {
      if (now === undefined) return now
      const next = by(now)
      localStorage.setItem(STORE, JSON.stringify(next))
      return next
    })
  }, [])
  const forget = useCallback(() => localStorage.removeItem(STORE), [])
  return [draft, change, forget]
}

/** The draft that a page begins with. Pure, for its tests. @param stored what this browser kept */
export function firstDraft(start: WizardStart, where: string | undefined, stored: string | null): ClusterDraft {
  const known = (provider: string | undefined) => PARTS.some(({ id }) => id === provider)
  const kept = readDraft(stored)
  const draft =
    kept !== undefined && known(kept.provider)
      ? kept
      : { step: WHERE, name: suggestName(start.takenNames), provider: usualProvider(start), parts: {} }
  return where !== undefined && known(where) ? { ...draft, provider: where, step: undefined } : draft
}
