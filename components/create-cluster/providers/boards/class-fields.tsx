'use client'

import { useEffect } from 'react'
import type { OfferFieldsProps } from '@/components/classes/class-part'
import { useReleases } from '@/components/releases/use-releases'
import { useText } from '@/components/text'
import { SelectField, TextField } from '@/components/ui/field'
import { boardsClassWords } from './class-words'

/** How many boards each student may have, and which k3s: the recommended one that is here, unless another is chosen. */
export function ClassFields({ texts, problem, onChange }: OfferFieldsProps) {
  const t = useText(boardsClassWords)
  const here = (useReleases().data?.releases ?? []).filter(({ complete }) => complete.length > 0)
  const usual = (here.find(({ recommended }) => recommended) ?? here[0])?.version
  const chosen = texts['k3sVersion'] ?? ''
  useEffect(() => {
    if (chosen === '' && usual !== undefined) onChange({ k3sVersion: usual })
  })
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextField
        label={t.machines}
        type="number"
        min={1}
        max={20}
        value={texts['machines'] ?? ''}
        onChange={(event) => onChange({ machines: event.target.value })}
      />
      <SelectField
        label={t.release}
        hint={usual === undefined ? t.releaseNone : undefined}
        error={problem('k3sVersion')}
        value={chosen}
        onChange={(event) => onChange({ k3sVersion: event.target.value })}
      >
        {here.map(({ version }) => (
          <option key={version} value={version}>
            {version}
          </option>
        ))}
      </SelectField>
    </div>
  )
}
