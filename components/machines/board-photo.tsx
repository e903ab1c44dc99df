'use client'

import { useRef, useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { ListedMachine } from '@/lib/contracts/machines'
import { ApiFailure } from '@/lib/shared/call-api'
import { machines } from '@/messages/machines'
import { useKeepPhoto } from './use-boards'

/** How a board looks, and where its photo is chosen. */
export function BoardPhoto({ machine }: { readonly machine: ListedMachine }) {
  const t = useText(machines)
  const keep = useKeepPhoto(machine.id)
  const file = useRef<HTMLInputElement>(null)
  const [shownHint] = useState(machine.photoAt === undefined)
  const { error } = keep
  return (
    <div className="mt-3 flex flex-col gap-2">
      {machine.photoAt === undefined ? null : (
        // biome-ignore lint/performance/noImgElement: it comes from the panel in the size in which it is shown
        <img
          src={`/api/machines/${encodeURIComponent(machine.id)}/photo?at=${machine.photoAt}`}
          alt={t.photoOf(machine.name)}
          className="max-h-72 w-full rounded-control border border-line object-contain"
        />
      )}
      <div className="flex flex-wrap items-center gap-2">
        <input
          ref={file}
          type="file"
          accept="image/*"
          aria-label={t.photoOf(machine.name)}
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            const [photo] = event.target.files ?? []
            if (photo !== undefined) keep.mutate(photo)
            event.target.value = ''
          }}
        />
        <Button size="small" busy={keep.isPending} onClick={() => file.current?.click()}>
          {machine.photoAt === undefined ? t.photoAdd : t.photoOther}
        </Button>
        {machine.photoAt === undefined ? null : (
          <Button size="small" kind="quiet" onClick={() => keep.mutate(null)}>
            {t.photoRemove}
          </Button>
        )}
        {shownHint ? <span className="text-xs text-faint">{t.photoHint}</span> : null}
      </div>
      {error === null ? null : (
        <Notice tone="bad" role="alert">
          {error instanceof ApiFailure ? error.failure.userMessage : t.photoFailed}
        </Notice>
      )}
    </div>
  )
}
