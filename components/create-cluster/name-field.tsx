'use client'

import { useText } from '@/components/text'
import { TextField } from '@/components/ui/field'
import { type ClusterDraft, nameProblem } from '@/lib/shared/cluster-draft'
import { createCluster } from '@/messages/create-cluster'

interface Props {
  readonly draft: ClusterDraft
  readonly takenNames: readonly string[]
  readonly hint: string
  readonly onChange: (change: (draft: ClusterDraft) => ClusterDraft) => void
}

/** The name of the cluster to be, judged while it is typed. */
export function NameField({ draft, takenNames, hint, onChange }: Props) {
  const t = useText(createCluster)
  const wrong = nameProblem(draft.name, takenNames)
  return (
    <TextField
      label={t.name}
      hint={hint}
      mono
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      value={draft.name}
      error={wrong === undefined ? undefined : t.nameProblems[wrong]}
      onChange={(event) => onChange((now) => ({ ...now, name: event.target.value }))}
    />
  )
}
