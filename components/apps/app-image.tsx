'use client'

import { useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { FactsList } from '@/components/ui/facts-list'
import { Notice } from '@/components/ui/notice'
import type { CatalogueApp, CatalogueImage, KeptImage } from '@/lib/contracts/apps'
import { list } from '@/lib/shared/catalogue'
import { formatBytes } from '@/lib/shared/format-bytes'
import { apps } from '@/messages/apps'
import { RegistryImageDialog } from './registry-image-dialog'
import { UploadImageDialog } from './upload-image-dialog'
import { useRegistryImage } from './use-app-image'

export interface ImageProps {
  readonly app: CatalogueApp
  readonly image: CatalogueImage
}

/** Where one of an app's images comes from, for each processor, and what to do about it. */
export function AppImage({ app, image, mayChange }: ImageProps & { readonly mayChange: boolean }) {
  const t = useText(apps)
  const name = app.parts.length > 1 ? image.id : app.title
  const isMissing = image.registryImage === undefined && image.kept.every((each) => each.from === undefined)
  return (
    <section aria-label={`${name}: ${t.image}`} className="flex flex-col gap-2">
      <h3 className="text-xs font-semibold text-honey">{app.parts.length > 1 ? `${t.image}: ${image.id}` : t.image}</h3>
      <ImageState image={image} />
      {isMissing ? (
        <Notice tone="warn">
          {mayChange ? (
            <>
              <p className="font-medium">{t.waysTitle}</p>
              <ol className="list-decimal pl-5 text-sm">
                {t.waysToGet(name).map((way) => (
                  <li key={way}>{way}</li>
                ))}
              </ol>
            </>
          ) : (
            t.askAdmin
          )}
        </Notice>
      ) : null}
      {mayChange ? <ImageActions app={app} image={image} /> : null}
    </section>
  )
}

function ImageState({ image }: { readonly image: CatalogueImage }) {
  const t = useText(apps)
  const words = ({ from, bytes }: KeptImage) => {
    if (from === undefined) return t.fromNowhere
    return from === 'built' ? t.fromBuilt(formatBytes(bytes)) : t.fromUploaded(formatBytes(bytes))
  }
  const facts = image.kept.map((each) => ({ name: each.architecture, value: words(each) }))
  if (image.registryImage !== undefined) {
    return <p className="text-sm text-soft [overflow-wrap:anywhere]">{t.fromRegistry(image.registryImage)}</p>
  }
  const missing = image.kept.filter((each) => each.from === undefined).map((each) => each.architecture)
  const isPartial = missing.length > 0 && missing.length < image.kept.length
  return (
    <>
      <FactsList facts={facts} />
      {missing.length === image.kept.length ? null : <p className="text-sm text-soft">{t.sideLoaded}</p>}
      {isPartial ? <p className="text-sm text-warn">{t.incomplete(list(missing))}</p> : null}
    </>
  )
}

function ImageActions({ app, image }: ImageProps) {
  const t = useText(apps)
  const [open, setOpen] = useState<'upload' | 'registry'>()
  const close = () => setOpen(undefined)
  const goBack = useRegistryImage(app.id, image.id)
  const isFromRegistry = image.registryImage !== undefined
  return (
    <>
      <div className="flex flex-wrap gap-2">
        {isFromRegistry ? (
          <Button size="small" busy={goBack.isPending} onClick={() => goBack.mutate(null)}>
            {t.backToKept}
          </Button>
        ) : (
          <Button size="small" onClick={() => setOpen('upload')}>
            {t.upload}
          </Button>
        )}
        <Button size="small" onClick={() => setOpen('registry')}>
          {isFromRegistry ? t.registryChange : t.registry}
        </Button>
      </div>
      <FormFailure error={goBack.error} />
      {open === 'upload' ? <UploadImageDialog app={app} image={image} onClose={close} /> : null}
      {open === 'registry' ? <RegistryImageDialog app={app} image={image} onClose={close} /> : null}
    </>
  )
}
