'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { useText } from '@/components/text'
import { CheckField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { clusterApps } from '@/messages/cluster-apps'
import type { AppRuns } from './use-app-runs'

interface Props {
  readonly title: string
  readonly keepsData: boolean
  /** The panel brought its images to the machines. Default: it did. */
  readonly bringsImages?: boolean
  readonly runs: Pick<AppRuns, 'remove'>
  readonly onClose: () => void
}

/** Asks before an app goes, and whether its images go too. */
export function RemoveAppDialog({ title, keepsData, bringsImages = true, runs: { remove }, onClose }: Props) {
  const t = useText(clusterApps)
  const [withImages, setWithImages] = useState(true)
  return (
    <FormDialog
      title={t.removeTitle(title)}
      action={t.removeNow}
      kind="danger"
      busy={remove.isPending}
      error={remove.error}
      onSubmit={() => remove.mutate({ images: withImages ? 'remove' : 'keep' })}
      onClose={onClose}
    >
      <p className="text-soft">{t.removeLead}</p>
      {keepsData ? <Notice tone="warn">{t.removeData}</Notice> : null}
      {bringsImages ? (
        <CheckField
          label={t.removeImages}
          hint={t.removeImagesHint}
          checked={withImages}
          onChange={(event) => setWithImages(event.target.checked)}
        />
      ) : null}
    </FormDialog>
  )
}
