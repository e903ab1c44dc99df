'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { UploadBar, type UploadProgress } from '@/components/form/upload-bar'
import { useText } from '@/components/text'
import { Field, SelectField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import type { ReleaseArchitecture } from '@/lib/contracts/artifacts'
import { apps } from '@/messages/apps'
import { sharedWords } from '@/messages/shared-words'
import type { ImageProps } from './app-image'
import { useUploadImage } from './use-app-image'

/** Takes an app's image from the person's own computer, one architecture at a time: a missing one is offered first. */
export function UploadImageDialog({ app, image, onClose }: ImageProps & { readonly onClose: () => void }) {
  const t = useText(apps)
  const { done } = useText(sharedWords)
  const offered = image.kept.find((each) => each.from === undefined) ?? image.kept[0]
  const [architecture, setArchitecture] = useState<ReleaseArchitecture>(offered?.architecture ?? 'arm64')
  const [file, setFile] = useState<File>()
  const [progress, setProgress] = useState<UploadProgress>()
  const upload = useUploadImage({ appId: app.id, imageId: image.id }, setProgress)
  const problem = problemsOf(upload.error)
  return (
    <FormDialog
      title={t.uploadTitle(app.parts.length > 1 ? image.id : app.title)}
      action={t.uploadNow}
      busy={upload.isPending}
      blockedBy={file === undefined ? t.uploadNothing : undefined}
      cancel={upload.isSuccess ? done : undefined}
      error={upload.error}
      onSubmit={() => {
        if (file !== undefined) upload.mutate({ architecture, file })
      }}
      onClose={onClose}
    >
      <p className="text-soft [overflow-wrap:anywhere]">{t.uploadLead(image.name)}</p>
      <SelectField
        label={t.uploadFor}
        value={architecture}
        error={problem('architecture')}
        onChange={(event) =>
          setArchitecture(
            image.kept.find((each) => each.architecture === event.target.value)?.architecture ?? architecture,
          )
        }
      >
        {image.kept.map((each) => (
          <option key={each.architecture} value={each.architecture}>
            {t.architectureNames[each.architecture]}
          </option>
        ))}
      </SelectField>
      <Field label={t.uploadFile} hint={t.uploadFileHint}>
        {(control) => (
          <input
            {...control}
            type="file"
            className="text-sm"
            onChange={(event) => {
              setFile(event.target.files?.[0])
              upload.reset()
            }}
          />
        )}
      </Field>
      {upload.isPending && progress !== undefined ? <UploadBar {...progress} /> : null}
      {upload.isSuccess ? (
        <Notice tone="ok" role="status">
          {t.uploaded(upload.data)}
        </Notice>
      ) : null}
    </FormDialog>
  )
}
