'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { TextField } from '@/components/ui/field'
import type { ImagingMinutes, RaceData } from '@/lib/contracts/races'
import type { RunStatus } from '@/lib/engine/decide'
import { callApi } from '@/lib/shared/call-api'
import { type Both, type RaceResult, SIDES } from '@/lib/shared/races/race-result'
import type { SideState } from '@/lib/shared/races/race-side'
import { shortDuration } from '@/lib/shared/run-view/format-duration'
import { races } from '@/messages/races'
import { sharedWords } from '@/messages/shared-words'
import styles from './race.module.css'
import { readMinutes } from './read-minutes'

interface Props {
  readonly data: RaceData
  readonly sides: Both<SideState>
  readonly result: RaceResult | undefined
  readonly imaging: ImagingMinutes
  readonly onImaging: (imaging: ImagingMinutes) => void
}

const OUT: readonly RunStatus[] = ['unwinding', 'undone', 'stuck']

/** Who won and by how much, what is in the figure and what is not, and the minutes that imaging took besides. */
export function ResultCard({ data, sides, result, imaging, onImaging }: Props) {
  const t = useText(races)
  const names = { left: data.left.name, right: data.right.name }
  const out = SIDES.find((side) => OUT.includes(sides[side].status))
  const imaged = result?.withImaging
  return (
    <Card className="mt-3.5 grid gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div role="status" className="flex min-w-0 flex-col gap-2">
        <h2 className="text-sm font-semibold text-soft">{t.result}</h2>
        {result === undefined ? (
          <p className={styles['verdict']}>{out === undefined ? t.notYet : t.oneOut(names[out])}</p>
        ) : (
          <p className={styles['verdict']}>
            {result.winner === undefined
              ? t.tie
              : t.won[result.until](names[result.winner], shortDuration(result.byMs))}
          </p>
        )}
        {imaged === undefined ? null : (
          <p className={styles['verdict']}>
            {imaged.winner === undefined ? t.tieImaged : t.wonImaged(names[imaged.winner], shortDuration(imaged.byMs))}
          </p>
        )}
        <p className="text-lg text-soft">{t.notIn}</p>
        {data.left.practice || data.right.practice ? <p className="text-soft">{t.simulated}</p> : null}
      </div>
      <ImagingForm raceId={data.id} names={names} imaging={imaging} onImaging={onImaging} />
    </Card>
  )
}

interface FormProps extends Pick<Props, 'imaging' | 'onImaging'> {
  readonly raceId: string
  readonly names: Both<string>
}

const textOf = (minutes: number | null) => (minutes === null ? '' : String(minutes))

function ImagingForm({ raceId, names, imaging, onImaging }: FormProps) {
  const t = useText(races)
  const { save } = useText(sharedWords)
  const [texts, setTexts] = useState({ left: textOf(imaging.left), right: textOf(imaging.right) })
  const saving = useMutation({
    mutationFn: (imagingMinutes: ImagingMinutes) =>
      callApi('PATCH /api/races/[raceId]', { params: { raceId }, body: { imagingMinutes } }),
    onSuccess: ({ imagingMinutes }) => onImaging(imagingMinutes),
  })
  const minutes = { left: readMinutes(texts.left), right: readMinutes(texts.right) }
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        const { left, right } = minutes
        if (left !== undefined && right !== undefined) saving.mutate({ left, right })
      }}
    >
      <div>
        <h2 className="text-sm font-semibold text-soft">{t.imagingTitle}</h2>
        <p className="text-xs text-faint">{t.imagingHint}</p>
      </div>
      <div className="grid grid-cols-2 gap-3">
        {SIDES.map((side) => (
          <TextField
            key={side}
            label={t.imagingOf(names[side])}
            inputMode="decimal"
            autoComplete="off"
            mono
            value={texts[side]}
            error={minutes[side] === undefined ? t.imagingWrong : undefined}
            onChange={(event) => {
              const { value } = event.target
              setTexts((now) => ({ ...now, [side]: value }))
            }}
          />
        ))}
      </div>
      <FormFailure error={saving.error} />
      <Button type="submit" busy={saving.isPending} className="self-start">
        {save}
      </Button>
    </form>
  )
}
