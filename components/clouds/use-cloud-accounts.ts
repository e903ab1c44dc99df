'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ListedCloudAccount, NewCloudAccount } from '@/lib/contracts/cloud-accounts'
import { callApi } from '@/lib/shared/call-api'

const KEY = ['cloud-accounts']

/** The person's accounts; `initial` is what the server made the page with. */
export function useCloudAccounts({
  initial,
  enabled = true,
}: {
  readonly initial?: readonly ListedCloudAccount[]
  readonly enabled?: boolean
} = {}) {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await callApi('GET /api/cloud-accounts', { signal })).accounts,
    enabled,
    ...(initial === undefined ? {} : { initialData: initial }),
  })
}

/** Sends a change, and has the list asked for anew whatever came of it. */
function useChange<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const cache = useQueryClient()
  return useMutation({ mutationFn: change, onSettled: () => cache.invalidateQueries({ queryKey: KEY }) })
}

export const useAddCloudAccount = () =>
  useChange(async (body: NewCloudAccount) => (await callApi('POST /api/cloud-accounts', { body })).account)

export const useCheckCloudAccount = () =>
  useChange(
    async (accountId: string) =>
      (await callApi('POST /api/cloud-accounts/[accountId]/check', { params: { accountId } })).account,
  )

export const useRenameCloudAccount = (accountId: string) =>
  useChange((name: string) =>
    callApi('PATCH /api/cloud-accounts/[accountId]', { params: { accountId }, body: { name } }),
  )

export const useChangeCloudToken = (accountId: string) =>
  useChange((token: string) =>
    callApi('PUT /api/cloud-accounts/[accountId]/token', { params: { accountId }, body: { token } }),
  )

export const useDeleteCloudAccount = () =>
  useChange((accountId: string) => callApi('DELETE /api/cloud-accounts/[accountId]', { params: { accountId } }))
