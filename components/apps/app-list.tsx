'use client'

import type { CatalogueApp } from '@/lib/contracts/apps'
import { AppCard } from './app-card'
import { useCatalogue } from './use-catalogue'

interface Props {
  readonly initial: readonly CatalogueApp[]
  readonly mayChange: boolean
}

/** All apps of the catalogue, each with where its image comes from. */
export function AppList({ initial, mayChange }: Props) {
  const apps = useCatalogue(initial).data ?? initial
  return (
    <ul className="grid gap-3 lg:grid-cols-2">
      {apps.map((app) => (
        <li key={app.id}>
          <AppCard app={app} mayChange={mayChange} />
        </li>
      ))}
    </ul>
  )
}
