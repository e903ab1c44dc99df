'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { callApi } from '@/lib/shared/call-api'
import type { ListedSshKey } from '@/lib/shared/ssh-key-data'

const KEY = ['ssh-keys']
const ADDRESS = '/api/ssh-keys'

/** The person's SSH keys; `initial` is what the server made the page with. */
export function useSshKeys(initial?: readonly ListedSshKey[]) {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) =>
      (await callApi<{ readonly keys: readonly ListedSshKey[] }>(ADDRESS, { signal })).keys,
    ...(initial === undefined ? {} : { initialData: initial }),
  })
}

export interface NewSshKey {
  readonly name: string
  /** Left out: the panel makes one. */
  readonly privateKey?: string
  readonly passphrase?: string
}

export function useAddSshKey() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (key: NewSshKey) => (await callApi<{ readonly key: ListedSshKey }>(ADDRESS, { body: key })).key,
    onSuccess: () => cache.invalidateQueries({ queryKey: KEY }),
  })
}

export function useDeleteSshKey() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (keyId: string) => callApi(`${ADDRESS}/${encodeURIComponent(keyId)}`, { method: 'DELETE' }),
    onSuccess: () => cache.invalidateQueries({ queryKey: KEY }),
  })
}
