'use client'

import { useQuery } from '@tanstack/react-query'
import type { ListedCluster } from '@/lib/contracts/clusters'
import { callApi } from '@/lib/shared/call-api'

/** The person's clusters; `initial` is what the server made the page with. */
export function useClusters(initial: readonly ListedCluster[]): readonly ListedCluster[] {
  return useQuery({
    queryKey: ['clusters'],
    queryFn: async ({ signal }) => (await callApi('GET /api/clusters', { signal })).clusters,
    initialData: initial,
  }).data
}
