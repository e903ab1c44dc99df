'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { UploadProgress } from '@/components/form/upload-bar'
import type { CardSourcesData } from '@/lib/contracts/card-sources'
import type { SentPart } from '@/lib/contracts/endpoints'
import { callApi } from '@/lib/shared/call-api'

const KEY = ['card-sources']
const LOOK_AGAIN_MS = 2_000

/** What cards are made from; looked at again while something is on its way. */
export function useCardSources(initial: CardSourcesData) {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => callApi('GET /api/card-sources', { signal }),
    initialData: initial,
    refetchInterval: ({ state }) =>
      state.data?.sources.some(({ run }) => run?.state === 'on-its-way') ? LOOK_AGAIN_MS : false,
  })
}

function useChanged() {
  const cache = useQueryClient()
  return ({ sources, bytes }: CardSourcesData) => {
    cache.setQueryData(KEY, { sources, bytes })
  }
}

export function useBringSource() {
  const changed = useChanged()
  return useMutation({
    mutationFn: (body: SentPart<'POST /api/card-sources', 'body'>) => callApi('POST /api/card-sources', { body }),
    onSuccess: changed,
  })
}

export function useRemoveSource() {
  const changed = useChanged()
  return useMutation({
    mutationFn: (slot: string) => callApi('DELETE /api/card-sources', { query: { slot } }),
    onSuccess: changed,
  })
}

export interface SourceUpload {
  readonly slot: string
  readonly file: File
  readonly signature: File | undefined
  /** Empty: none was given. */
  readonly sha256: string
}

export function useUploadSource(onProgress: (progress: UploadProgress) => void) {
  const changed = useChanged()
  return useMutation({
    mutationFn: async ({ slot, file, signature, sha256 }: SourceUpload) => {
      const { uploadFile } = await import('@/lib/shared/upload-file')
      const query = {
        ...{ slot, name: file.name },
        ...(sha256 === '' ? {} : { sha256 }),
        ...(signature === undefined ? {} : { signature: await base64Url(signature) }),
      }
      return uploadFile('PUT /api/card-sources/upload', { query }, file, (share) =>
        onProgress({ name: file.name, percent: Math.floor(share * 100) }),
      )
    },
    onSuccess: changed,
  })
}

/** More than any signature has; the panel refuses it. */
const MOST_SIGNATURE_BYTES = 4096

async function base64Url(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.slice(0, MOST_SIGNATURE_BYTES + 1).arrayBuffer())
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
