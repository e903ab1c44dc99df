'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { UploadProgress } from '@/components/form/upload-bar'
import type { ImageUpload } from '@/lib/shared/app-data'
import { callApi } from '@/lib/shared/call-api'

const addressOf = (appId: string) => `/api/apps/${encodeURIComponent(appId)}`

function useChanged() {
  const cache = useQueryClient()
  return () => cache.invalidateQueries({ queryKey: ['apps'] })
}

/** Sends an image archive of one architecture. */
export function useUploadImage(appId: string, onProgress: (progress: UploadProgress) => void) {
  return useMutation({
    mutationFn: async ({ architecture, file }: ImageUpload & { readonly file: File }) => {
      const { uploadFile } = await import('@/lib/shared/upload-file')
      const query = new URLSearchParams({ architecture })
      await uploadFile<null>(`${addressOf(appId)}/image?${query}`, file, (share) =>
        onProgress({ name: file.name, percent: Math.floor(share * 100) }),
      )
      return architecture
    },
    onSuccess: useChanged(),
  })
}

/** Names the image that machines pull by themselves; null goes back to what is kept here. */
export function useRegistryImage(appId: string) {
  return useMutation({
    mutationFn: (image: string | null) =>
      callApi(`${addressOf(appId)}/registry-image`, { method: 'PUT', body: { image } }),
    onSuccess: useChanged(),
  })
}
