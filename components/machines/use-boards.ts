'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DeskSpots } from '@/lib/contracts/boards'
import type { ListedMachine } from '@/lib/contracts/machines'
import { callApi } from '@/lib/shared/call-api'
import { MACHINES_KEY, machineOf, useListed } from './use-machines'

type Machines = readonly ListedMachine[]

/** Moves boards on the desk; they are there at once, and back where they were if it does not work. */
export function useArrangeDesk() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (spots: DeskSpots['spots']) =>
      (await callApi('PUT /api/machines/desk', { body: { spots } })).machines,
    onMutate: (spots) => {
      const before = cache.getQueryData<Machines>(MACHINES_KEY)
      const to = new Map(spots.map(({ machineId, row, column }) => [machineId, { row, column }]))
      cache.setQueryData<Machines>(MACHINES_KEY, (known) =>
        known?.map((one) => ({ ...one, spot: to.get(one.id) ?? one.spot })),
      )
      return before
    },
    onError: (_, __, before) => cache.setQueryData(MACHINES_KEY, before),
    onSuccess: (moved) => cache.setQueryData<Machines>(MACHINES_KEY, () => moved),
  })
}

export function useRetire(machineId: string) {
  const listed = useListed()
  return useMutation({
    mutationFn: (away: boolean) => {
      const params = { machineId }
      return away
        ? machineOf(callApi('POST /api/machines/[machineId]/retire', { params }))
        : machineOf(callApi('POST /api/machines/[machineId]/bring-back', { params }))
    },
    onSuccess: listed,
  })
}

/** Keeps a photo, made small enough here; null removes it. */
export function useKeepPhoto(machineId: string) {
  const listed = useListed()
  return useMutation({
    mutationFn: (photo: Blob | null) => sendPhoto(machineId, photo),
    onSuccess: listed,
  })
}

async function sendPhoto(machineId: string, photo: Blob | null): Promise<ListedMachine> {
  const params = { machineId }
  if (photo === null) return machineOf(callApi('DELETE /api/machines/[machineId]/photo', { params }))
  const base64 = await smallPhoto(photo)
  return machineOf(callApi('PUT /api/machines/[machineId]/photo', { params, body: { base64 } }))
}

const LONGEST_SIDE = 1_280

/** Turned as the camera says, and no larger than a screen needs. JPEG in base64. @throws Error for what is no picture */
async function smallPhoto(photo: Blob): Promise<string> {
  const picture = await createImageBitmap(photo)
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  return canvas.toDataURL('image/jpeg', 0.8).split(',')[1] ?? ''
}

/** Says whether what a board said at its first boot is right. */
export function useDecideFirstBoot(machineId: string) {
  const listed = useListed()
  return useMutation({
    mutationFn: (accept: boolean) =>
      machineOf(callApi('POST /api/machines/[machineId]/first-boot', { params: { machineId }, body: { accept } })),
    onSuccess: listed,
  })
}

/** The kinds of boards that cards can be made for; they change with the panel's version only. */
export function useBoardProfiles() {
  return useQuery({
    queryKey: ['board-profiles'],
    queryFn: async ({ signal }) => (await callApi('GET /api/board-profiles', { signal })).profiles,
  })
}
