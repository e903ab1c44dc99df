'use client'

import { useLocale, useText } from '@/components/text'
import { CheckField, SelectField, TextField } from '@/components/ui/field'
import { Tile } from '@/components/ui/tile'
import { classes } from '@/messages/classes'
import type { ClassDraft } from './class-draft'
import { allClassParts, classPartOf } from './class-part'

interface Props {
  readonly draft: ClassDraft
  readonly timeZone: string
  readonly problem: (field: string) => string | undefined
  readonly onChange: (change: Partial<ClassDraft>) => void
}

const LIFETIMES = [1, 2, 4, 8, 24]

/** Name, time, seats, and what each gets. What few change is folded. */
export function ClassFields({ draft, timeZone, problem, onChange }: Props) {
  const t = useText(classes)
  const locale = useLocale()
  const part = classPartOf(draft.provider)
  return (
    <>
      <TextField
        label={t.name}
        placeholder={t.nameSample}
        required
        maxLength={60}
        error={problem('name')}
        value={draft.name}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <div className="grid grid-cols-[minmax(0,1.4fr)_1fr_1fr_1fr] gap-3 max-sm:grid-cols-2">
        <TextField
          label={t.date}
          type="date"
          error={problem('startsAt')}
          value={draft.date}
          onChange={(event) => onChange({ date: event.target.value })}
        />
        <TextField
          label={t.from}
          type="time"
          value={draft.from}
          onChange={(event) => onChange({ from: event.target.value })}
        />
        <TextField
          label={t.to}
          type="time"
          error={problem('endsAt')}
          value={draft.to}
          onChange={(event) => onChange({ to: event.target.value })}
        />
        <TextField
          label={t.seats}
          type="number"
          min={1}
          max={200}
          error={problem('seats')}
          value={draft.seats}
          onChange={(event) => onChange({ seats: event.target.value })}
        />
      </div>
      <p className="-mt-2 text-xs text-faint" suppressHydrationWarning>
        {t.zone(timeZone)}
      </p>
      <fieldset>
        <legend className="mb-1.5 text-sm font-semibold">{t.gets}</legend>
        <div className="grid gap-3 sm:grid-cols-2">
          {allClassParts.map(({ id, usual, words }) => {
            const { title, what } = words(locale)
            return (
              <Tile
                key={id}
                name="provider"
                value={id}
                title={title}
                checked={draft.provider === id}
                onChoose={() => onChange({ provider: id, offer: usual })}
              >
                {what}
              </Tile>
            )
          })}
        </div>
      </fieldset>
      {part === undefined ? null : (
        <part.Fields
          texts={draft.offer}
          problem={(setting) =>
            problem(`offer.settings.${setting}`) ?? (setting === 'machines' ? problem('mostMachines') : undefined)
          }
          onChange={(change) => onChange({ offer: { ...draft.offer, ...change } })}
        />
      )}
      <details className="rounded-card border border-line p-3.5">
        <summary className="font-medium">{t.more}</summary>
        <div className="mt-3 flex flex-col gap-3.5">
          <div className="grid gap-3 sm:grid-cols-2">
            <TextField
              label={t.mostClusters}
              type="number"
              min={1}
              max={5}
              error={problem('mostClusters')}
              value={draft.mostClusters}
              onChange={(event) => onChange({ mostClusters: event.target.value })}
            />
            <SelectField
              label={t.clusterHours}
              error={problem('clusterMinutes')}
              value={draft.clusterHours}
              onChange={(event) => onChange({ clusterHours: event.target.value })}
            >
              <option value="">{t.untilEnd}</option>
              {LIFETIMES.map((hours) => (
                <option key={hours} value={hours}>
                  {t.hours(hours)}
                </option>
              ))}
            </SelectField>
          </div>
          <CheckField
            label={t.endsItself}
            hint={t.endsItselfHint}
            checked={draft.endsItself}
            onChange={(event) => onChange({ endsItself: event.target.checked })}
          />
          <CheckField
            label={t.codeMode}
            hint={t.codeModeHint}
            checked={draft.byRoster}
            onChange={(event) => onChange({ byRoster: event.target.checked })}
          />
          <div className="grid gap-3 sm:grid-cols-2">
            <SelectField
              label={t.afterwards}
              value={draft.afterwards}
              onChange={({ target: { value } }) => {
                const way = WAYS.find((each) => each === value)
                if (way !== undefined) onChange({ afterwards: way })
              }}
            >
              {WAYS.map((way) => (
                <option key={way} value={way}>
                  {t.afterwardsWays[way]}
                </option>
              ))}
            </SelectField>
            {draft.afterwards === 'keep' ? null : (
              <TextField
                label={t.afterDays}
                hint={t.afterDaysHint}
                type="number"
                min={0}
                max={365}
                error={problem('afterDays')}
                value={draft.afterDays}
                onChange={(event) => onChange({ afterDays: event.target.value })}
              />
            )}
          </div>
        </div>
      </details>
    </>
  )
}

const WAYS = ['keep', 'anonymise', 'delete'] as const
