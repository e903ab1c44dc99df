'use client'

import { useText } from '@/components/text'
import { Bar } from '@/components/ui/meter'
import { sharedWords } from '@/messages/shared-words'

export interface UploadProgress {
  /** Of the file. */
  readonly name: string
  /** 0 to 100. */
  readonly percent: number
}

/** How far an upload is. */
export function UploadBar({ name, percent }: UploadProgress) {
  const t = useText(sharedWords)
  return (
    <div role="status" className="flex flex-col gap-1">
      <p className="facts">{t.uploading(name, percent)}</p>
      <Bar percent={percent} label={t.uploadProgress} tone="honey" />
    </div>
  )
}
