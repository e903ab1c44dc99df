'use client'

import type { OfferFieldsProps } from '@/components/classes/class-part'
import { useText } from '@/components/text'
import { SelectField, TextField } from '@/components/ui/field'
import { MOST_PRACTICE_MACHINES, PRACTICE_SPEEDS } from '@/lib/shared/practice/practice-data'
import { practiceClassWords } from './class-words'

/** How many machines each student's practice cluster has, and how fast their time runs. */
export function ClassFields({ texts, problem, onChange }: OfferFieldsProps) {
  const t = useText(practiceClassWords)
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextField
        label={t.machines}
        type="number"
        min={1}
        max={MOST_PRACTICE_MACHINES}
        error={problem('machines')}
        value={texts['machines'] ?? ''}
        onChange={(event) => onChange({ machines: event.target.value })}
      />
      <SelectField
        label={t.speed}
        hint={t.speedHint}
        error={problem('speed')}
        value={texts['speed'] ?? ''}
        onChange={(event) => onChange({ speed: event.target.value })}
      >
        {PRACTICE_SPEEDS.map((speed) => (
          <option key={speed} value={speed}>
            {t.times(speed)}
          </option>
        ))}
      </SelectField>
    </div>
  )
}
