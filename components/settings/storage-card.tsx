'use client'

import { useState } from 'react'
import { useText } from '@/components/text'
import { Notice } from '@/components/ui/notice'
import type { StorageData } from '@/lib/contracts/storage'
import { callApi } from '@/lib/shared/call-api'
import { formatBytes } from '@/lib/shared/format-bytes'
import { settings } from '@/messages/settings'
import { NumbersForm } from './numbers-form'

const FIELDS = ['logDays', 'logTotalMb', 'freePercent', 'freeMb'] as const
type Field = (typeof FIELDS)[number]

/** How the disk stands, how long logs are kept, and how much stays free. */
export function StorageCard({ initial }: { readonly initial: StorageData }) {
  const t = useText(settings)
  const [{ disk, logBytes }, setState] = useState(initial)
  const save = async (number: (field: Field) => number) => {
    const body = {
      logDays: number('logDays'),
      logTotalMb: number('logTotalMb'),
      freePercent: number('freePercent'),
      freeMb: number('freeMb'),
    }
    setState(await callApi('PUT /api/storage', { body }))
  }
  return (
    <NumbersForm fields={FIELDS} labels={t} initial={initial.limits} action={t.saveStorage} save={save}>
      <p className="text-soft">
        {t.diskFree(formatBytes(disk.freeBytes), formatBytes(disk.totalBytes))} {t.logsTake(formatBytes(logBytes))}
      </p>
      {disk.isFull ? <Notice tone="bad">{t.diskFull}</Notice> : null}
    </NumbersForm>
  )
}
