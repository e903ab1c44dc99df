'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { UploadProgress } from '@/components/form/upload-bar'
import type { ImageQuery as ImageUpload } from '@/lib/contracts/apps'
import { callApi } from '@/lib/shared/call-api'

function useChanged() {
  const cache = useQueryClient()
  return () => cache.invalidateQueries({ queryKey: ['apps'] })
}

/** Sends an image archive of one architecture. */
export function useUploadImage(
  { appId, imageId }: { readonly appId: string; readonly imageId: string },
  onProgress: (progress: UploadProgress) => void,
) {
  return useMutation({
    mutationFn: async ({ architecture, file }: Pick<ImageUpload, 'architecture'> & { readonly file: File }) => {
      const { uploadFile } = await import('@/lib/shared/upload-file')
      const place = { params: { appId }, query: { architecture, imageId } }
      await uploadFile('PUT /api/apps/[appId]/image', place, file, (share) =>
        onProgress({ name: file.name, percent: Math.floor(share * 100) }),
      )
      return architecture
    },
    onSuccess: useChanged(),
  })
}

/** Names the image that machines pull by themselves; null goes back to what is kept here. */
export function useRegistryImage(appId: string, imageId: string) {
  return useMutation({
    mutationFn: (image: string | null) =>
      callApi('PUT /api/apps/[appId]/registry-image', { params: { appId }, body: { image, imageId } }),
    onSuccess: useChanged(),
  })
}
