'use client'

import { useCallback, useEffect, useState } from 'react'
import { type ClusterDraft, emptyDraft, readDraft, suggestName } from '@/lib/shared/cluster-draft'

const STORE = 'buzz-cluster-draft'

/**
 * The draft of this browser, kept through reloads; undefined until the page has looked for it (the server has none).
 * Setting it to undefined forgets it.
 */
export function useDraft(
  takenNames: readonly string[],
): readonly [ClusterDraft | undefined, (change: (draft: ClusterDraft) => ClusterDraft) => void, () => void] {
  const [draft, setDraft] = useState<ClusterDraft>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => {
    setDraft(readDraft(localStorage.getItem(STORE)) ?? emptyDraft(suggestName(takenNames)))
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
