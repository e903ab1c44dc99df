'use client'

import { type FormEvent, useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field, TextField } from '@/components/ui/field'
import { Bar } from '@/components/ui/meter'
import { Notice } from '@/components/ui/notice'
import { ApiFailure, failureOf } from '@/lib/shared/call-api'
import { releases } from '@/messages/releases'
import { sharedWords } from '@/messages/shared-words'
import { type UploadProgress, useUploadRelease } from './use-releases'

const FORM = 'upload-release-form'

/** Takes the files of a release from the person's own computer. */
export function UploadDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(releases)
  const { cancel } = useText(sharedWords)
  const [version, setVersion] = useState('')
  const [files, setFiles] = useState<readonly File[]>([])
  const [progress, setProgress] = useState<UploadProgress>()
  const upload = useUploadRelease(setProgress)
  const { error } = upload
  const problem = (field: string) => (error instanceof ApiFailure ? error.problemOf(field) : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!upload.isPending && files.length > 0) upload.mutate({ version: version.trim(), files })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.uploadTitle}
      actions={
        <>
          <Button onClick={onClose}>{upload.isSuccess ? t.done : cancel}</Button>
          <Button
            kind="primary"
            type="submit"
            form={FORM}
            busy={upload.isPending}
            blockedBy={files.length === 0 ? t.uploadNothing : undefined}
          >
            {t.uploadNow}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-3.5" noValidate>
        <p className="text-soft">{t.uploadLead}</p>
        <TextField
          label={t.uploadVersion}
          hint={t.uploadVersionHint}
          mono
          autoComplete="off"
          value={version}
          error={problem('version')}
          onChange={(event) => setVersion(event.target.value)}
        />
        <Field label={t.uploadFiles} error={problem('name')}>
          {(control) => (
            <input
              {...control}
              type="file"
              multiple
              className="text-sm"
              onChange={(event) => setFiles([...(event.target.files ?? [])])}
            />
          )}
        </Field>
        {upload.isPending && progress !== undefined ? (
          <div role="status" className="flex flex-col gap-1">
            <p className="facts">{t.uploading(progress.name, progress.percent)}</p>
            <Bar percent={progress.percent} label={t.uploadProgress} tone="honey" />
          </div>
        ) : null}
        {upload.isSuccess ? (
          <Notice tone="ok" role="status">
            {t.uploaded}
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
