'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { UploadBar, type UploadProgress } from '@/components/form/upload-bar'
import { useText } from '@/components/text'
import { Field, TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { releases } from '@/messages/releases'
import { useUploadRelease } from './use-releases'

/** Takes the files of a release from the person's own computer. */
export function UploadDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(releases)
  const [version, setVersion] = useState('')
  const [files, setFiles] = useState<readonly File[]>([])
  const [progress, setProgress] = useState<UploadProgress>()
  const upload = useUploadRelease(setProgress)
  const { error } = upload
  const problem = problemsOf(error)
  return (
    <FormDialog
      title={t.uploadTitle}
      action={t.uploadNow}
      busy={upload.isPending}
      blockedBy={files.length === 0 ? t.uploadNothing : undefined}
      cancel={upload.isSuccess ? t.done : undefined}
      error={error}
      onSubmit={() => upload.mutate({ version: version.trim(), files })}
      onClose={onClose}
    >
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
      {upload.isPending && progress !== undefined ? <UploadBar {...progress} /> : null}
      {upload.isSuccess ? (
        <Notice tone="ok" role="status">
          {t.uploaded}
        </Notice>
      ) : null}
    </FormDialog>
  )
}
