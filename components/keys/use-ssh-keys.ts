'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ListedSshKey, NewKey } from '@/lib/contracts/ssh-keys'
import { callApi } from '@/lib/shared/call-api'

const KEY = ['ssh-keys']

/** The person's SSH keys; `initial` is what the server made the page with. */
export function useSshKeys(initial?: readonly ListedSshKey[]) {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await callApi('GET /api/ssh-keys', { signal })).keys,
    ...(initial === undefined ? {} : { initialData: initial }),
  })
}

export function useAddSshKey() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (key: NewKey) => (await callApi('POST /api/ssh-keys', { body: key })).key,
    onSuccess: () => cache.invalidateQueries({ queryKey: KEY }),
  })
}

export function useDeleteSshKey() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (keyId: string) => callApi('DELETE /api/ssh-keys/[keyId]', { params: { keyId } }),
    onSuccess: () => cache.invalidateQueries({ queryKey: KEY }),
  })
}
