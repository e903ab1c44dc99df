import { useCallback, useEffect, useState } from 'react'
import { keepSide, keptSides } from '@/components/create-cluster/race-drafts'
import { PARTS } from '@/components/create-cluster/use-offers'
import { type ClusterDraft, suggestName } from '@/lib/shared/cluster-draft'
import type { Both, SideName } from '@/lib/shared/races/race-result'

export type ChangeDraft = (by: (draft: ClusterDraft) => ClusterDraft) => void

/**
 * The drafts of both sides, kept through reloads; undefined until the page has looked for them (the server has none).
 * @param usual the provider of each side for somebody who has chosen none
 */
export function useRaceDrafts(
  takenNames: readonly string[],
  usual: Both<string>,
): readonly [Both<ClusterDraft> | undefined, Both<ChangeDraft>] {
  const [drafts, setDrafts] = useState<Both<ClusterDraft>>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => setDrafts(firstDrafts(takenNames, usual, keptSides())), [])
  const change = useCallback((side: SideName, by: (draft: ClusterDraft) => ClusterDraft) => {
    setDrafts((now) => {
      if (now === undefined) return now
      const draft = by(now[side])
      keepSide(side, draft)
      return { ...now, [side]: draft }
    })
  }, [])
  return [drafts, { left: (by) => change('left', by), right: (by) => change('right', by) }]
}

/** What the form begins with: what was kept, else a free name at the usual place. Pure, for its tests. */
export function firstDrafts(
  takenNames: readonly string[],
  usual: Both<string>,
  kept: Both<ClusterDraft | undefined>,
): Both<ClusterDraft> {
  const known = (draft: ClusterDraft | undefined) =>
    draft !== undefined && PARTS.some(({ id }) => id === draft.provider) ? draft : undefined
  const fresh = (side: SideName, taken: readonly string[]): ClusterDraft => ({
    ...{ step: undefined, name: suggestName(taken), provider: usual[side], parts: {} },
  })
  const left = known(kept.left) ?? fresh('left', [...takenNames, kept.right?.name ?? ''])
  return { left, right: known(kept.right) ?? fresh('right', [...takenNames, left.name]) }
}
