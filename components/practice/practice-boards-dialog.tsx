'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { FormFailure, problemsOf } from '@/components/form/form-failure'
import { useBoardProfiles } from '@/components/machines/use-boards'
import { MACHINES_KEY } from '@/components/machines/use-machines'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { SelectField, TextField } from '@/components/ui/field'
import type { SentPart } from '@/lib/contracts/endpoints'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { PRACTICE_SPEEDS, USUAL_SPEED } from '@/lib/shared/practice/practice-data'
import { practice } from '@/messages/practice'

/** A box of simulated boards: how many, of which kind, and how fast their time runs; then their cards are prepared. */
export default function PracticeBoardsDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(practice)
  const router = useRouter()
  const cache = useQueryClient()
  const kinds = useBoardProfiles().data ?? []
  const [count, setCount] = useState('3')
  const [profile, setProfile] = useState('raspberry-pi-4')
  const [speed, setSpeed] = useState<(typeof PRACTICE_SPEEDS)[number]>(USUAL_SPEED)
  const add = useMutation({
    mutationFn: (body: SentPart<'POST /api/practice/boards', 'body'>) => callApi('POST /api/practice/boards', { body }),
    onSuccess: ({ machineIds }) => {
      void cache.invalidateQueries({ queryKey: MACHINES_KEY })
      router.push(paths.newCards({ machineIds }))
    },
  })
  const problem = problemsOf(add.error)
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (!add.isPending) add.mutate({ count: Number(count), profile, speed })
  }
  return (
    <Dialog
      open
      title={t.boardsTitle}
      onClose={onClose}
      actions={
        <Button kind="primary" busy={add.isPending} onClick={() => submit()}>
          {t.boardsNow}
        </Button>
      }
    >
      <form className="flex flex-col gap-3.5" noValidate onSubmit={submit}>
        <p className="text-soft">{t.boardsLead}</p>
        <div className="grid gap-3.5 sm:grid-cols-[6rem_minmax(0,1fr)]">
          <TextField
            label={t.boardsCount}
            inputMode="numeric"
            value={count}
            error={problem('count')}
            onChange={(event) => setCount(event.target.value)}
          />
          <SelectField
            label={t.boardsKind}
            value={profile}
            error={problem('profile')}
            onChange={(event) => setProfile(event.target.value)}
          >
            {kinds.map((kind) => (
              <option key={kind.id} value={kind.id}>
                {kind.name}
              </option>
            ))}
          </SelectField>
        </div>
        <SelectField
          label={t.boardsSpeed}
          hint={t.boardsSpeedHint}
          value={String(speed)}
          onChange={(event) =>
            setSpeed(PRACTICE_SPEEDS.find((one) => String(one) === event.target.value) ?? USUAL_SPEED)
          }
        >
          {PRACTICE_SPEEDS.map((one) => (
            <option key={one} value={one}>
              {t.boardsSpeedOf(one)}
            </option>
          ))}
        </SelectField>
        <FormFailure error={add.error} />
      </form>
    </Dialog>
  )
}
