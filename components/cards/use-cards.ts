'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CARDS_KEY } from '@/components/machines/use-live-boards'
import { MACHINES_KEY } from '@/components/machines/use-machines'
import type { ListedBatch } from '@/lib/contracts/cards'
import type { SentPart } from '@/lib/contracts/endpoints'
import { callApi } from '@/lib/shared/call-api'

/** The person's batches; `initial` is what the server made the page with. */
export function useBatches(initial: readonly ListedBatch[]) {
  return useQuery({
    queryKey: CARDS_KEY,
    queryFn: async ({ signal }) => (await callApi('GET /api/cards', { signal })).batches,
    initialData: initial,
  })
}

export function useBatch(initial: ListedBatch) {
  const batchId = initial.id
  return useQuery({
    queryKey: [...CARDS_KEY, batchId],
    queryFn: async ({ signal }) => (await callApi('GET /api/cards/[batchId]', { params: { batchId }, signal })).batch,
    initialData: initial,
  })
}

export function usePrepareCards() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (body: SentPart<'POST /api/cards', 'body'>) => (await callApi('POST /api/cards', { body })).batch,
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: CARDS_KEY })
      void cache.invalidateQueries({ queryKey: MACHINES_KEY })
    },
  })
}

export function useDeleteBatch(batchId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => callApi('DELETE /api/cards/[batchId]', { params: { batchId } }),
    onSuccess: () => cache.invalidateQueries({ queryKey: CARDS_KEY, exact: true }),
  })
}

const LINKS_KEY = ['card-links']

/** Makes an address for programs that write cards; it is told once and kept in this tab only. */
export function useMakeLink() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async () => (await callApi('POST /api/cards/links')).link,
    onSuccess: () => cache.invalidateQueries({ queryKey: LINKS_KEY }),
  })
}

/** Addresses that open one's cards without a session, made in this tab or another. */
export function useCardLinks() {
  return useQuery({
    queryKey: LINKS_KEY,
    queryFn: async ({ signal }) => (await callApi('GET /api/cards/links', { signal })).links,
  })
}

/** Ends some at once. */
export function useEndLinks() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (linkIds: readonly string[]) => {
      for (const linkId of linkIds) await callApi('DELETE /api/cards/links/[linkId]', { params: { linkId } })
    },
    onSettled: () => cache.invalidateQueries({ queryKey: LINKS_KEY }),
  })
}

export function useScan() {
  return useMutation({
    mutationFn: (network: string) => callApi('POST /api/machines/scan', { body: { network } }),
  })
}

/** Drives of the panel's own machine, looked at anew each time the dialog opens. */
export function useDrives(imageId: string) {
  return useQuery({
    queryKey: ['drives', imageId],
    queryFn: async ({ signal }) =>
      (await callApi('GET /api/cards/images/[imageId]/drives', { params: { imageId }, signal })).drives,
    gcTime: 0,
  })
}

export function useWriteCard(imageId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: SentPart<'POST /api/cards/images/[imageId]/write', 'body'>) =>
      callApi('POST /api/cards/images/[imageId]/write', { params: { imageId }, body }),
    onSuccess: () => cache.invalidateQueries({ queryKey: CARDS_KEY }),
  })
}

export function useStopWriting(imageId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => callApi('DELETE /api/cards/images/[imageId]/write', { params: { imageId } }),
    onSuccess: () => cache.invalidateQueries({ queryKey: CARDS_KEY }),
  })
}

export function usePracticeWrite(machineId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: SentPart<'POST /api/practice/boards/[machineId]/write', 'body'>) =>
      callApi('POST /api/practice/boards/[machineId]/write', { params: { machineId }, body }),
    onSuccess: () => cache.invalidateQueries({ queryKey: CARDS_KEY }),
  })
}

/** Powers simulated boards on, one after the other. */
export function usePowerOn() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (machineIds: readonly string[]) => {
      for (const machineId of machineIds)
        await callApi('POST /api/practice/boards/[machineId]/power-on', { params: { machineId } })
    },
    onSettled: () => cache.invalidateQueries({ queryKey: CARDS_KEY }),
  })
}
