'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { FormCard } from '@/components/form/form-card'
import { FormFailure, problemsOf } from '@/components/form/form-failure'
import { UploadBar, type UploadProgress } from '@/components/form/upload-bar'
import { useText } from '@/components/text'
import { Field, TextField } from '@/components/ui/field'
import type { ChosenController } from '@/lib/contracts/cloud-controller'
import { callApi } from '@/lib/shared/call-api'
import { formatBytes } from '@/lib/shared/format-bytes'
import { settings } from '@/messages/settings'
import { sharedWords } from '@/messages/shared-words'

/** Which cloud controller runs in clusters at Linode: one in a registry, by its digest, or one that is uploaded. */
export function ControllerCard({ initial }: { readonly initial: ChosenController }) {
  const t = useText(settings)
  const { saved } = useText(sharedWords)
  const [chosen, setChosen] = useState(initial)
  const [image, setImage] = useState(initial.comes === 'registry' ? (initial.image ?? '') : '')
  const [progress, setProgress] = useState<UploadProgress>()
  const choose = useMutation({
    mutationFn: () => callApi('PUT /api/cloud-controller', { body: { image: image.trim() === '' ? null : image } }),
    onSuccess: setChosen,
  })
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const { uploadFile } = await import('@/lib/shared/upload-file')
      return uploadFile('PUT /api/cloud-controller/image', {}, file, (share) =>
        setProgress({ name: file.name, percent: Math.floor(share * 100) }),
      )
    },
    onSuccess: (now) => {
      setChosen(now)
      setImage('')
    },
  })
  return (
    <FormCard change={choose} action={t.saveController} done={saved} onSubmit={() => choose.mutate()}>
      <p className="text-soft [overflow-wrap:anywhere]">
        {chosen.image === null
          ? t.noController
          : chosen.comes === 'registry'
            ? t.controllerPulled(chosen.image)
            : t.controllerKept(chosen.image, formatBytes(chosen.bytes))}
      </p>
      <TextField
        label={t.controllerImage}
        hint={t.controllerImageHint}
        mono
        autoComplete="off"
        spellCheck={false}
        value={image}
        error={problemsOf(choose.error)('image')}
        onChange={(event) => {
          choose.reset()
          setImage(event.target.value)
        }}
      />
      <Field label={t.controllerFile} hint={t.controllerFileHint}>
        {(control) => (
          <input
            {...control}
            type="file"
            className="text-sm"
            disabled={upload.isPending}
            onChange={(event) => {
              const [file] = event.target.files ?? []
              if (file !== undefined) upload.mutate(file)
            }}
          />
        )}
      </Field>
      {upload.isPending && progress !== undefined ? <UploadBar {...progress} /> : null}
      <FormFailure error={upload.error} />
    </FormCard>
  )
}
