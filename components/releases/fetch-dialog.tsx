'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { CheckField, TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import type { ReleaseArchitecture } from '@/lib/contracts/artifacts'
import { releases } from '@/messages/releases'
import { useFetchRelease } from './use-releases'

const ARCHITECTURES = ['arm64', 'amd64', 'arm'] as const satisfies readonly ReleaseArchitecture[]

/** Brings a release into the store. Without a `version` the person names one. */
export function FetchDialog({
  version: given,
  from,
  onClose,
}: {
  readonly version?: string | undefined
  readonly from: string
  readonly onClose: () => void
}) {
  const t = useText(releases)
  const [version, setVersion] = useState(given ?? '')
  const [chosen, setChosen] = useState<readonly ReleaseArchitecture[]>(['arm64'])
  const fetchRelease = useFetchRelease()
  const { error } = fetchRelease
  const problem = problemsOf(error)
  const submit = () => fetchRelease.mutate({ version: version.trim(), architectures: chosen }, { onSuccess: onClose })
  return (
    <FormDialog
      title={given === undefined ? t.anotherTitle : t.fetchTitle(given)}
      action={t.fetchNow}
      busy={fetchRelease.isPending}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p className="text-soft [overflow-wrap:anywhere]">{t.fetchLead(from)}</p>
      {given === undefined ? (
        <TextField
          label={t.version}
          hint={t.uploadVersionHint}
          mono
          autoComplete="off"
          value={version}
          error={problem('version')}
          onChange={(event) => setVersion(event.target.value)}
        />
      ) : null}
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 text-sm font-semibold">{t.architectures}</legend>
        {ARCHITECTURES.map((one) => (
          <CheckField
            key={one}
            label={t.architectureNames[one]}
            checked={chosen.includes(one)}
            onChange={(event) =>
              setChosen(event.target.checked ? [...chosen, one] : chosen.filter((other) => other !== one))
            }
          />
        ))}
      </fieldset>
      {problem('architectures') === undefined ? null : (
        <p role="alert" className="text-sm font-medium text-bad">
          {problem('architectures')}
        </p>
      )}
      {fetchRelease.isPending ? (
        <Notice tone="run" role="status">
          {t.fetching}
        </Notice>
      ) : null}
    </FormDialog>
  )
}
