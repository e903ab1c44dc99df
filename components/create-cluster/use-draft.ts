'use client'

import { useCallback, useEffect, useState } from 'react'
import {
  type ClusterDraft,
  DRAFT_STEPS,
  type DraftProvider,
  emptyDraft,
  readDraft,
  suggestName,
} from '@/lib/shared/cluster-draft'

const STORE = 'buzz-cluster-draft'

/**
 * The draft of this browser, kept through reloads; undefined until the page has looked for it (the server has none).
 * `where` is what the person has chosen already: the draft then goes on behind that question.
 */
export function useDraft(
  takenNames: readonly string[],
  where: DraftProvider | undefined,
  usual: DraftProvider,
): readonly [ClusterDraft | undefined, (change: (draft: ClusterDraft) => ClusterDraft) => void, () => void] {
  const [draft, setDraft] = useState<ClusterDraft>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => {
    const draft = readDraft(localStorage.getItem(STORE)) ?? emptyDraft(suggestName(takenNames), where ?? usual)
    setDraft(where === undefined ? draft : { ...draft, provider: where, step: DRAFT_STEPS[where][1] })
  }, [])
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
