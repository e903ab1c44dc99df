'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { TextField } from '@/components/ui/field'
import { apps } from '@/messages/apps'
import type { ImageProps } from './app-image'
import { useRegistryImage } from './use-app-image'

/** Names the image of an app in a registry. */
export function RegistryImageDialog({ app, image: part, onClose }: ImageProps & { readonly onClose: () => void }) {
  const t = useText(apps)
  const [image, setImage] = useState(part.registryImage ?? '')
  const choose = useRegistryImage(app.id, part.id)
  return (
    <FormDialog
      title={t.registryTitle(app.parts.length > 1 ? part.id : app.title)}
      action={t.registryNow}
      busy={choose.isPending}
      blockedBy={image.trim() === '' ? t.registryNothing : undefined}
      error={choose.error}
      onSubmit={() => choose.mutate(image.trim(), { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="text-soft">{t.registryLead}</p>
      <TextField
        label={t.registryImage}
        hint={t.registryHint}
        mono
        autoComplete="off"
        spellCheck={false}
        value={image}
        error={problemsOf(choose.error)('image')}
        onChange={(event) => setImage(event.target.value)}
      />
    </FormDialog>
  )
}
