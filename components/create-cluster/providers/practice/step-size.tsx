'use client'

import { clsx } from 'clsx'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { SectionTitle } from '@/components/ui/page-header'
import { Tile } from '@/components/ui/tile'
import { MOST_PRACTICE_MACHINES, PRACTICE_SPEEDS } from '@/lib/shared/practice/practice-data'
import { silenceTimes } from '@/lib/shared/practice/practice-times'
import { NameField } from '../../name-field'
import { PracticeApps } from '../../practice-apps'
import type { WizardContext } from '../../wizard-part'
import { type ChangePractice, type PracticeDraft, withMachines } from './practice-draft'
import { practiceWords } from './practice-words'
import { TroubleField } from './trouble-field'

interface Props {
  readonly context: WizardContext
  readonly practice: PracticeDraft
  readonly onChange: ChangePractice
}

const SIZES = Array.from({ length: MOST_PRACTICE_MACHINES }, (_, index) => index + 1)

/** All that a practice cluster asks for: how many machines, how fast their time runs, a name, and apps. */
export function StepSize({ context, practice, onChange: set }: Props) {
  const t = useText(practiceWords)
  return (
    <div className="flex flex-col gap-5">
      <fieldset>
        <legend className="mb-2 text-sm font-semibold text-soft">{t.sizeLegend}</legend>
        <div className="grid grid-cols-5 gap-2 sm:grid-cols-10">
          {SIZES.map((size) => (
            <SizeCard
              key={size}
              size={size}
              checked={practice.machines === size}
              onChoose={() => set((now) => withMachines(now, size))}
            />
          ))}
        </div>
        <p className="mt-2 text-sm text-soft" role="status">
          {t.sizeWords(practice.machines)}
        </p>
      </fieldset>
      <fieldset>
        <legend className="mb-2 text-sm font-semibold text-soft">{t.speedLegend}</legend>
        <div className="grid gap-3 sm:grid-cols-3">
          {PRACTICE_SPEEDS.map((speed) => (
            <Tile
              key={speed}
              name="speed"
              value={String(speed)}
              checked={practice.speed === speed}
              onChoose={() => set((now) => ({ ...now, speed }))}
              badge={<Badge className="border border-line">{t.speedBadge(speed)}</Badge>}
              title={t.speeds[speed].title}
              foot={t.noticed(silenceTimes(speed).noticedAfterMs)}
            >
              {t.speeds[speed].words}
            </Tile>
          ))}
        </div>
      </fieldset>
      <div className="grid items-start gap-4 md:grid-cols-2">
        <Card>
          <NameField {...context} hint={t.nameHint} />
        </Card>
        <PracticeApps
          apps={context.apps}
          chosen={practice.apps}
          onChange={(change) => set((now) => ({ ...now, apps: change(now.apps) }))}
        />
      </div>
      <div>
        <SectionTitle remark={t.teachRemark}>{t.teach}</SectionTitle>
        <TroubleField practice={practice} onChange={set} />
      </div>
    </div>
  )
}

/** A radio button that looks like what it gives: the server filled, the agents hollow. */
function SizeCard(props: { readonly size: number; readonly checked: boolean; readonly onChoose: () => void }) {
  const t = useText(practiceWords)
  const { size, checked, onChoose } = props
  return (
    <label
      className={clsx(
        'relative flex min-h-18 flex-col items-center gap-1.5 rounded-card border px-1 py-2 shadow-card',
        'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-honey',
        checked ? 'border-honey bg-honey-wash ring-1 ring-honey' : 'border-line bg-surface hover:border-line-strong',
      )}
    >
      <input
        type="radio"
        name="machines"
        value={size}
        checked={checked}
        aria-label={t.sizeWords(size)}
        onChange={onChoose}
        className="absolute size-px opacity-0"
      />
      <span className="font-mono text-lg font-semibold tabular-nums">{size}</span>
      <span aria-hidden="true" className="flex w-10 flex-wrap justify-center gap-0.5">
        {SIZES.slice(0, size).map((place) => (
          <span
            key={place}
            className={clsx('size-1.5 rounded-[2px]', place === 1 ? 'bg-honey-fill' : 'border border-control-line')}
          />
        ))}
      </span>
    </label>
  )
}
