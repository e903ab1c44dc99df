'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { SentPart } from '@/lib/contracts/endpoints'
import type { ListedMachine, MachineChange } from '@/lib/contracts/machines'
import { callApi } from '@/lib/shared/call-api'
import type { FixId } from '@/lib/shared/finding'

export const MACHINES_KEY = ['machines']

type Machines = readonly ListedMachine[]

/** The answer of every route that changes a machine. */
export const machineOf = async (answer: Promise<{ readonly machine: ListedMachine }>) => (await answer).machine

/** The person's machines; `initial` is what the server made the page with. */
export function useMachines(initial?: Machines) {
  return useQuery({
    queryKey: MACHINES_KEY,
    queryFn: async ({ signal }) => (await callApi('GET /api/machines', { signal })).machines,
    ...(initial === undefined ? {} : { initialData: initial }),
  })
}

/** Puts the machine of an answer into the list. */
export function useListed() {
  const cache = useQueryClient()
  return (changed: ListedMachine) => {
    cache.setQueryData<Machines>(MACHINES_KEY, (known) => known?.map((one) => (one.id === changed.id ? changed : one)))
    // Machines are judged against each other, so another one's findings may have changed too.
    void cache.invalidateQueries({ queryKey: MACHINES_KEY })
  }
}

/** Adds machines, all or none. */
export function useAddMachines() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (wanted: SentPart<'POST /api/machines', 'body'>) =>
      (await callApi('POST /api/machines', { body: wanted })).machines,
    onSuccess: (added) => {
      cache.setQueryData<Machines>(MACHINES_KEY, (known) => [...(known ?? []), ...added])
    },
  })
}

export function useChangeMachine(machineId: string) {
  const listed = useListed()
  return useMutation({
    mutationFn: (change: MachineChange) =>
      machineOf(callApi('PATCH /api/machines/[machineId]', { params: { machineId }, body: change })),
    onSuccess: listed,
  })
}

export function useRemoveMachine(machineId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => callApi('DELETE /api/machines/[machineId]', { params: { machineId } }),
    onSuccess: () => cache.invalidateQueries({ queryKey: MACHINES_KEY }),
  })
}

/** Visits the machine and judges it; without a trusted host key it only learns which key the machine shows. */
export function useCheckMachine() {
  const listed = useListed()
  return useMutation({
    mutationFn: (machineId: string) =>
      machineOf(callApi('POST /api/machines/[machineId]/check', { params: { machineId } })),
    onSuccess: listed,
  })
}

/** Trusts exactly the fingerprint that was shown, then looks at the machine. */
export function useTrustHostKey() {
  const listed = useListed()
  return useMutation({
    mutationFn: async ({ machineId, fingerprint }: { readonly machineId: string; readonly fingerprint: string }) => {
      await callApi('POST /api/machines/[machineId]/trust', { params: { machineId }, body: { fingerprint } })
      return machineOf(callApi('POST /api/machines/[machineId]/check', { params: { machineId } }))
    },
    onSuccess: listed,
  })
}

export function useFixMachine() {
  const listed = useListed()
  return useMutation({
    mutationFn: ({ machineId, fix }: { readonly machineId: string; readonly fix: FixId }) =>
      machineOf(callApi('POST /api/machines/[machineId]/fix', { params: { machineId }, body: { fix } })),
    onSuccess: listed,
  })
}
