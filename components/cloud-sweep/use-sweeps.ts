'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AccountSweep, SweepRequest } from '@/lib/contracts/cloud-sweeps'
import { callApi } from '@/lib/shared/call-api'

const KEY = ['cloud-sweeps']
/** While a run deletes, and now and then for what the daily look has found. */
const EVERY_MS = 10_000

/** What the latest looks have found; `initial` is what the server made the page with. */
export const useSweeps = (initial: readonly AccountSweep[]): readonly AccountSweep[] =>
  useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await callApi('GET /api/cloud-sweeps', { signal })).sweeps,
    initialData: initial,
    refetchInterval: EVERY_MS,
  }).data

/** Sends something, and has the list asked for anew whatever came of it. */
function useChange<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const cache = useQueryClient()
  return useMutation({ mutationFn: change, onSettled: () => cache.invalidateQueries({ queryKey: KEY }) })
}

export const useLook = (accountId: string) =>
  useChange(() => callApi('POST /api/cloud-accounts/[accountId]/sweep/look', { params: { accountId } }))

export const useDailyLook = (accountId: string) =>
  useChange((daily: boolean) =>
    callApi('PATCH /api/cloud-accounts/[accountId]/sweep', { params: { accountId }, body: { daily } }),
  )

export const useSweep = (accountId: string) =>
  useChange((body: SweepRequest) =>
    callApi('POST /api/cloud-accounts/[accountId]/sweep', { params: { accountId }, body }),
  )
