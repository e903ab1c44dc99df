'use client'

import { useQuery } from '@tanstack/react-query'
import type { CatalogueApp } from '@/lib/contracts/apps'
import { callApi } from '@/lib/shared/call-api'

type Apps = readonly CatalogueApp[]

/** A panel that was just started builds the images beside everything else, in half a minute or so. */
const LOOK_AGAIN_MS = 3_000

/** Looks again for as long as an app lacks its image, so that nobody has to load a page anew. */
const catalogueInterval = (apps: Apps | undefined): number | false =>
  apps?.some((app) => app.images.length === 0) ? LOOK_AGAIN_MS : false

/** The apps of the catalogue; `initial` is what the server made the page with. */
export function useCatalogue(initial?: Apps) {
  return useQuery({
    queryKey: ['apps'],
    queryFn: async ({ signal }) => (await callApi('GET /api/apps', { signal })).apps,
    refetchInterval: ({ state }) => catalogueInterval(state.data),
    ...(initial === undefined ? {} : { initialData: initial }),
  })
}
