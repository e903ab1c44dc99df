'use client'

import { useQuery } from '@tanstack/react-query'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import type { PaletteItem } from './palette-item'

const NONE: readonly PaletteItem[] = []

/** The person's clusters and machines, for the palette. What cannot be loaded is left out: the pages still work. */
export function usePaletteThings(): readonly PaletteItem[] {
  const things = useQuery({
    queryKey: ['palette'],
    queryFn: async ({ signal }) => {
      const [clusters, machines] = await Promise.all([
        callApi('GET /api/clusters', { signal }),
        callApi('GET /api/machines', { signal }),
      ])
      return [
        ...clusters.clusters.map(({ id, name, practice }) => ({
          id,
          kind: practice ? ('practiceCluster' as const) : ('cluster' as const),
          label: name,
          href: paths.cluster({ clusterId: id }),
        })),
        ...machines.machines.map(({ id, name }) => ({
          id,
          kind: 'machine' as const,
          label: name,
          href: paths.machine({ machineId: id }),
        })),
      ]
    },
  })
  return things.data ?? NONE
}
