'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { UploadProgress } from '@/components/form/upload-bar'
import type { ReleaseArchitecture, ReleasesData } from '@/lib/contracts/artifacts'
import { callApi } from '@/lib/shared/call-api'

const KEY = ['releases']
const LOOK_AGAIN_MS = 5_000

/**
 * The k3s releases that are here or on offer. Asked by the browser and not while the page is made: a channel server
 * that does not answer must not hold the page up.
 */
export function useReleases() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => callApi('GET /api/artifacts', { signal }),
    staleTime: 60_000,
    // A panel that was just started reads and checks the releases of its folder first, one file after the other.
    refetchInterval: ({ state }) =>
      state.data?.releases.every(({ complete }) => complete.length === 0) ? LOOK_AGAIN_MS : false,
  })
}

function useChanged() {
  const cache = useQueryClient()
  return (data: ReleasesData) => {
    cache.setQueryData(KEY, data)
  }
}

export function useFetchRelease() {
  const changed = useChanged()
  return useMutation({
    mutationFn: (wanted: { readonly version: string; readonly architectures: readonly ReleaseArchitecture[] }) =>
      callApi('POST /api/artifacts', { body: wanted }),
    onSuccess: changed,
  })
}

export function useChangeReleasesUrl() {
  const changed = useChanged()
  return useMutation({
    mutationFn: (releasesUrl: string | null) => callApi('PATCH /api/artifacts', { body: { releasesUrl } }),
    onSuccess: changed,
  })
}

/** Uploads the files of a release one after the other, the checksums first: the others are checked against them. */
export function useUploadRelease(onProgress: (progress: UploadProgress) => void) {
  const changed = useChanged()
  return useMutation({
    mutationFn: async ({ version, files }: { readonly version: string; readonly files: readonly File[] }) => {
      const isChecksums = (file: File) => Number(file.name.startsWith('sha256sum'))
      let answer: ReleasesData | undefined
      for (const file of [...files].sort((a, b) => isChecksums(b) - isChecksums(a))) {
        answer = await put(version, file, onProgress)
      }
      return answer
    },
    onSuccess: (data) => {
      if (data !== undefined) changed(data)
    },
  })
}

async function put(version: string, file: File, onProgress: (progress: UploadProgress) => void): Promise<ReleasesData> {
  const { uploadFile } = await import('@/lib/shared/upload-file')
  const place = { query: { version, name: file.name } }
  return uploadFile('PUT /api/artifacts/upload', place, file, (share) =>
    onProgress({ name: file.name, percent: Math.floor(share * 100) }),
  )
}
