'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CatalogueAnswer } from '@/lib/contracts/cloud-catalogue'
import { callApi } from '@/lib/shared/call-api'

const keyOf = (accountId: string | undefined) => ['cloud-catalogue', accountId]

/** What Linode has and what it costs. @param accountId whose account asks; undefined: nobody asks */
export function useCloudCatalogue(accountId: string | undefined) {
  return useQuery({
    queryKey: keyOf(accountId),
    queryFn: ({ signal }): Promise<CatalogueAnswer> =>
      callApi('GET /api/cloud-accounts/[accountId]/catalogue', { params: { accountId: accountId ?? '' }, signal }),
    enabled: accountId !== undefined,
    staleTime: 60_000,
    retry: false,
  })
}

/** Asks Linode now. */
export function useLookAgain(accountId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => callApi('POST /api/cloud-accounts/[accountId]/catalogue', { params: { accountId } }),
    onSuccess: (answer) => cache.setQueryData(keyOf(accountId), answer),
  })
}
