'use client'

import { useQuery } from '@tanstack/react-query'
import { callApi } from '@/lib/shared/call-api'
import type { ListedCluster } from '@/lib/shared/cluster-data'

/** The person's clusters; `initial` is what the server made the page with. */
export function useClusters(initial: readonly ListedCluster[]): readonly ListedCluster[] {
  return useQuery({
    queryKey: ['clusters'],
    queryFn: async ({ signal }) =>
      (await callApi<{ readonly clusters: readonly ListedCluster[] }>('/api/clusters', { signal })).clusters,
    initialData: initial,
  }).data
}
