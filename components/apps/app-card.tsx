'use client'

import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { FactsList } from '@/components/ui/facts-list'
import type { CatalogueApp } from '@/lib/contracts/apps'
import { apps } from '@/messages/apps'
import { AppImage } from './app-image'

/** An app of the catalogue: what it is, what it shows, and where its image comes from. */
export function AppCard({ app, mayChange }: { readonly app: CatalogueApp; readonly mayChange: boolean }) {
  const t = useText(apps)
  const ready = app.images.length > 0
  return (
    <Card className="flex h-full flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="text-lg font-semibold">{app.title}</h2>
        <Badge tone={ready ? 'ok' : 'warn'} className="ml-auto">
          {ready ? t.ready : t.noImage}
        </Badge>
      </div>
      <p>{app.summary}</p>
      <div>
        <h3 className="text-xs font-semibold text-honey">{t.teaches}</h3>
        <p className="text-sm text-soft">{app.teaches}</p>
      </div>
      {app.cautions.length === 0 ? null : (
        <div>
          <h3 className="text-xs font-semibold text-honey">{t.cautions}</h3>
          <ul className="list-disc pl-5 text-sm text-soft">
            {app.cautions.map((caution) => (
              <li key={caution}>{caution}</li>
            ))}
          </ul>
        </div>
      )}
      {app.parts.map((image) => (
        <AppImage key={image.id} app={app} image={image} mayChange={mayChange} />
      ))}
      <FactsList
        className="mt-auto"
        facts={[
          { name: t.version, value: app.version },
          { name: t.port, value: app.port ?? t.noPort },
          { name: t.memory, value: t.mebibytes(app.needs.memoryMiB) },
          { name: t.practice, value: app.notInPractice ?? t.inPractice },
        ]}
      />
    </Card>
  )
}
