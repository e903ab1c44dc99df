'use client'

import { useState } from 'react'
import { FormCard } from '@/components/form/form-card'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { TextField } from '@/components/ui/field'
import type { ReleasesData } from '@/lib/contracts/artifacts'
import { releases } from '@/messages/releases'
import { sharedWords } from '@/messages/shared-words'
import { useChangeReleasesUrl } from './use-releases'

/** Where release files are fetched from. */
export function MirrorCard({ data }: { readonly data: ReleasesData }) {
  const t = useText(releases)
  const { saved } = useText(sharedWords)
  const [url, setUrl] = useState(data.releasesUrl)
  const change = useChangeReleasesUrl()
  const submit = () =>
    change.mutate(url.trim() === '' ? null : url.trim(), { onSuccess: (now) => setUrl(now.releasesUrl) })
  return (
    <FormCard change={change} action={t.mirrorSave} done={saved} onSubmit={submit}>
      <TextField
        className="w-full"
        label={t.mirrorLabel}
        hint={t.mirrorHint}
        mono
        type="url"
        value={url}
        error={problemsOf(change.error)('releasesUrl')}
        onChange={(event) => setUrl(event.target.value)}
      />
      {data.folder === undefined ? null : <p className="text-sm text-soft">{t.folder(data.folder)}</p>}
    </FormCard>
  )
}
