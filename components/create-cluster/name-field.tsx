'use client'

import { useText } from '@/components/text'
import { TextField } from '@/components/ui/field'
import { nameProblem } from '@/lib/shared/cluster-draft'
import { createCluster } from '@/messages/create-cluster'
import type { WizardContext } from './wizard-part'

interface Props extends Pick<WizardContext, 'name' | 'takenNames' | 'rename'> {
  readonly hint: string
}

/** The name of the cluster to be, judged while it is typed. */
export function NameField({ name, takenNames, rename, hint }: Props) {
  const t = useText(createCluster)
  const wrong = nameProblem(name, takenNames)
  return (
    <TextField
      label={t.name}
      hint={hint}
      mono
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      value={name}
      error={wrong === undefined ? undefined : t.nameProblems[wrong]}
      onChange={(event) => rename(event.target.value)}
    />
  )
}
