'use client'

import { type FormEvent, useState } from 'react'
import { FormFailure, problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { TextField } from '@/components/ui/field'
import type { ReleasesData } from '@/lib/shared/release-data'
import { releases } from '@/messages/releases'
import { sharedWords } from '@/messages/shared-words'
import { useChangeReleasesUrl } from './use-releases'

/** Where release files are fetched from. */
export function MirrorCard({ data }: { readonly data: ReleasesData }) {
  const t = useText(releases)
  const { saved } = useText(sharedWords)
  const [url, setUrl] = useState(data.releasesUrl)
  const change = useChangeReleasesUrl()
  const { error } = change
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (change.isPending) return
    change.mutate(url.trim() === '' ? null : url.trim(), { onSuccess: (now) => setUrl(now.releasesUrl) })
  }
  return (
    <Card>
      <form onSubmit={submit} className="flex flex-col items-start gap-3" noValidate>
        <TextField
          className="w-full"
          label={t.mirrorLabel}
          hint={t.mirrorHint}
          mono
          type="url"
          value={url}
          error={problemsOf(error)('releasesUrl')}
          onChange={(event) => setUrl(event.target.value)}
        />
        {data.folder === undefined ? null : <p className="text-sm text-soft">{t.folder(data.folder)}</p>}
        <FormFailure error={error} />
        <div className="flex items-center gap-3">
          <Button type="submit" busy={change.isPending}>
            {t.mirrorSave}
          </Button>
          <span role="status" className="text-sm text-soft">
            {change.isSuccess ? saved : null}
          </span>
        </div>
      </form>
    </Card>
  )
}
