'use client'

import { type FormEvent, useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { CheckField, TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { ApiFailure, failureOf } from '@/lib/shared/call-api'
import type { ReleaseArchitecture } from '@/lib/shared/release-data'
import { releases } from '@/messages/releases'
import { sharedWords } from '@/messages/shared-words'
import { useFetchRelease } from './use-releases'

const FORM = 'fetch-release-form'
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
  const { cancel } = useText(sharedWords)
  const [version, setVersion] = useState(given ?? '')
  const [chosen, setChosen] = useState<readonly ReleaseArchitecture[]>(['arm64'])
  const fetchRelease = useFetchRelease()
  const { error } = fetchRelease
  const problem = (field: string) => (error instanceof ApiFailure ? error.problemOf(field) : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!fetchRelease.isPending) {
      fetchRelease.mutate({ version: version.trim(), architectures: chosen }, { onSuccess: onClose })
    }
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={given === undefined ? t.anotherTitle : t.fetchTitle(given)}
      actions={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button kind="primary" type="submit" form={FORM} busy={fetchRelease.isPending}>
            {t.fetchNow}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-3.5" noValidate>
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
        {error === null || (error instanceof ApiFailure && error.fields.length > 0) ? null : (
          <Notice tone="bad" role="alert">
            {failureOf(error).userMessage}
          </Notice>
        )}
      </form>
    </Dialog>
  )
}
