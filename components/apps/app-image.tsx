'use client'

import { useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { FactsList } from '@/components/ui/facts-list'
import { Notice } from '@/components/ui/notice'
import type { CatalogueApp, KeptImage } from '@/lib/contracts/apps'
import { list } from '@/lib/shared/catalogue'
import { formatBytes } from '@/lib/shared/format-bytes'
import { apps } from '@/messages/apps'
import { RegistryImageDialog } from './registry-image-dialog'
import { UploadImageDialog } from './upload-image-dialog'
import { useRegistryImage } from './use-app-image'

/** Where an app's image comes from, for each processor, and what to do about it. */
export function AppImage({ app, mayChange }: { readonly app: CatalogueApp; readonly mayChange: boolean }) {
  const t = useText(apps)
  return (
    <section aria-label={`${app.title}: ${t.image}`} className="flex flex-col gap-2">
      <h3 className="text-xs font-semibold text-honey">{t.image}</h3>
      <ImageState app={app} />
      {app.images.length > 0 || app.registryImage !== undefined ? null : (
        <Notice tone="warn">
          {mayChange ? (
            <>
              <p className="font-medium">{t.waysTitle}</p>
              <ol className="list-decimal pl-5 text-sm">
                {t.waysToGet(app.title).map((way) => (
                  <li key={way}>{way}</li>
                ))}
              </ol>
            </>
          ) : (
            t.askAdmin
          )}
        </Notice>
      )}
      {mayChange ? <ImageActions app={app} /> : null}
    </section>
  )
}

function ImageState({ app }: { readonly app: CatalogueApp }) {
  const t = useText(apps)
  const words = ({ from, bytes }: KeptImage) => {
    if (from === undefined) return t.fromNowhere
    return from === 'built' ? t.fromBuilt(formatBytes(bytes)) : t.fromUploaded(formatBytes(bytes))
  }
  const facts = app.kept.map((each) => ({ name: each.architecture, value: words(each) }))
  if (app.registryImage !== undefined) {
    return <p className="text-sm text-soft [overflow-wrap:anywhere]">{t.fromRegistry(app.registryImage)}</p>
  }
  const missing = app.kept.filter((each) => each.from === undefined).map((each) => each.architecture)
  const isPartial = missing.length > 0 && missing.length < app.kept.length
  return (
    <>
      <FactsList facts={facts} />
      {app.images.length === 0 ? null : <p className="text-sm text-soft">{t.sideLoaded}</p>}
      {isPartial ? <p className="text-sm text-warn">{t.incomplete(list(missing))}</p> : null}
    </>
  )
}

function ImageActions({ app }: { readonly app: CatalogueApp }) {
  const t = useText(apps)
  const [open, setOpen] = useState<'upload' | 'registry'>()
  const close = () => setOpen(undefined)
  const goBack = useRegistryImage(app.id)
  const isFromRegistry = app.registryImage !== undefined
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
      {open === 'upload' ? <UploadImageDialog app={app} onClose={close} /> : null}
      {open === 'registry' ? <RegistryImageDialog app={app} onClose={close} /> : null}
    </>
  )
}
