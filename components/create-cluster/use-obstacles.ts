import { useQuery } from '@tanstack/react-query'
import type { Obstacle } from '@/lib/contracts/clusters'
import type { ClusterRequestInput } from '@/lib/providers/cluster-request'
import { callApi } from '@/lib/shared/call-api'

/**
 * What the panel finds against a cluster as it would be asked for, before the click. The click judges again, so while
 * this is being asked nothing stands in its way.
 * @param request undefined: nobody wants to know
 */
export function useObstacles(request: ClusterRequestInput | undefined): readonly Obstacle[] {
  const { data } = useQuery({
    queryKey: ['cluster-preflight', request],
    queryFn: async ({ signal }) =>
      request === undefined ? [] : (await callApi('POST /api/clusters/preflight', { body: request, signal })).obstacles,
    enabled: request !== undefined,
    staleTime: 0,
  })
  return data ?? []
}
