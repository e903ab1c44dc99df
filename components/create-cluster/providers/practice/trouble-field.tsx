'use client'

import { useText } from '@/components/text'
import { Card } from '@/components/ui/card'
import { SelectField } from '@/components/ui/field'
import { PRACTICE_TROUBLES, troubleWords } from '@/lib/shared/practice/practice-troubles'
import type { ChangePractice, PracticeDraft } from './practice-draft'
import { practiceWords } from './practice-words'

interface Props {
  readonly practice: PracticeDraft
  readonly onChange: ChangePractice
}

/** For lessons about failures: one machine that fails on purpose while the cluster is made. */
export function TroubleField({ practice, onChange }: Props) {
  const t = useText(practiceWords)
  const chosen = practice.trouble
  const choose = (value: string) =>
    onChange((now) => {
      const trouble = PRACTICE_TROUBLES.find((one) => one === value)
      return {
        ...now,
        trouble: trouble && { trouble, machine: now.trouble?.machine ?? now.machines },
      }
    })
  return (
    <Card className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-[2fr_1fr]">
        <SelectField label={t.trouble} value={chosen?.trouble ?? ''} onChange={(event) => choose(event.target.value)}>
          <option value="">{t.noTrouble}</option>
          {PRACTICE_TROUBLES.map((trouble) => (
            <option key={trouble} value={trouble}>
              {troubleWords[trouble].title}
            </option>
          ))}
        </SelectField>
        {chosen === undefined ? null : (
          <SelectField
            label={t.troubleOn}
            value={chosen.machine}
            onChange={(event) => {
              const machine = Number(event.target.value)
              onChange((now) => ({ ...now, trouble: now.trouble && { ...now.trouble, machine } }))
            }}
          >
            {Array.from({ length: practice.machines }, (_, index) => index + 1).map((machine) => (
              <option key={machine} value={machine}>
                {t.machineNumber(machine)}
              </option>
            ))}
          </SelectField>
        )}
      </div>
      {chosen === undefined ? null : <p className="text-sm text-soft">{troubleWords[chosen.trouble].what}</p>}
    </Card>
  )
}
