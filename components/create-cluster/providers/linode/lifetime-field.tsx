'use client'

import { clsx } from 'clsx'
import { useText } from '@/components/text'
import { CLOUD_LIFETIMES_HOURS } from '@/lib/shared/cloud/cloud-data'
import { monthlyOf, type PricedParts, totalOf } from '@/lib/shared/cloud/cluster-cost'
import { formatDollars, formatTotal } from '@/lib/shared/format-dollars'
import type { ChangeLinode, Lifetime, LinodeDraft } from './linode-draft'
import { linodeWords } from './linode-words'
import { stepWords } from './step-words'

const LIFETIMES: readonly Lifetime[] = [...CLOUD_LIFETIMES_HOURS, null]

interface Props {
  readonly draft: LinodeDraft
  /** Undefined while prices are not known. */
  readonly parts: PricedParts | undefined
  /** Nobody pays what it would cost. */
  readonly isSimulated: boolean
  readonly onChange: ChangeLinode
}

/** How long it lives, each with what it then costs in all. */
export function LifetimeField({ draft, parts, isSimulated, onChange }: Props) {
  const t = useText(stepWords)
  const { lifetime } = useText(linodeWords)
  const costOf = (hours: Lifetime): string => {
    if (parts === undefined) return ''
    return hours === null ? t.lifetimeNoneHint(formatDollars(monthlyOf(parts))) : formatTotal(totalOf(parts, hours))
  }
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-semibold text-soft">
        {t.lifetimeLegend}
        {isSimulated ? <span className="ml-2 font-normal text-faint">{t.lifetimeSimulated}</span> : null}
      </legend>
      <div className="grid grid-cols-2 gap-2 sm:grid-cols-3 xl:grid-cols-6">
        {LIFETIMES.map((hours) => {
          const checked = draft.lifetimeHours === hours
          return (
            <label
              key={hours}
              className={clsx(
                'relative flex min-h-16 flex-col rounded-card border px-3 py-2 shadow-card',
                'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-honey',
                checked
                  ? 'border-honey bg-honey-wash ring-1 ring-honey'
                  : 'border-line bg-surface hover:border-line-strong',
              )}
            >
              <input
                type="radio"
                name="lifetime"
                value={hours ?? 'none'}
                checked={checked}
                onChange={() => onChange((now) => ({ ...now, lifetimeHours: hours }))}
                className="absolute size-px opacity-0"
              />
              <span className="font-semibold">{hours === null ? t.lifetimeNone : t.capital(lifetime(hours))}</span>
              <span className="facts text-soft">{costOf(hours)}</span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}
