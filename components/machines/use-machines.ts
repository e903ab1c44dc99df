'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { callApi } from '@/lib/shared/call-api'
import type { FixId } from '@/lib/shared/finding'
import type { ListedMachine } from '@/lib/shared/machine-data'

const ADDRESS = '/api/machines'
const KEY = ['machines']
const at = (machineId: string) => `${ADDRESS}/${encodeURIComponent(machineId)}`

type Machines = readonly ListedMachine[]

/** The answer of every route that changes a machine. */
const machineOf = async (answer: Promise<{ readonly machine: ListedMachine }>) => (await answer).machine

/** The person's machines; `initial` is what the server made the page with. */
export function useMachines(initial?: Machines) {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await callApi<{ readonly machines: Machines }>(ADDRESS, { signal })).machines,
    ...(initial === undefined ? {} : { initialData: initial }),
  })
}

export interface NewMachines {
  /** One machine a line, see lib/shared/machine-list. */
  readonly list: string
  readonly loginUser: string
  readonly sshKeyId: string
  readonly sudoPassword?: string
}

export interface MachineChange {
  readonly name?: string
  readonly address?: string
  readonly port?: number
  readonly loginUser?: string
  readonly sshKeyId?: string
  /** null forgets the kept one. */
  readonly sudoPassword?: string | null
}

/** Puts the machine of an answer into the list. */
function useListed() {
  const cache = useQueryClient()
  return (changed: ListedMachine) => {
    cache.setQueryData<Machines>(KEY, (known) => known?.map((one) => (one.id === changed.id ? changed : one)))
    // Machines are judged against each other, so another one's findings may have changed too.
    void cache.invalidateQueries({ queryKey: KEY })
  }
}

/** Adds machines, all or none. */
export function useAddMachines() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (wanted: NewMachines) =>
      (await callApi<{ readonly machines: Machines }>(ADDRESS, { body: wanted })).machines,
    onSuccess: (added) => {
      cache.setQueryData<Machines>(KEY, (known) => [...(known ?? []), ...added])
    },
  })
}

export function useChangeMachine(machineId: string) {
  const listed = useListed()
  return useMutation({
    mutationFn: (change: MachineChange) => machineOf(callApi(at(machineId), { method: 'PATCH', body: change })),
    onSuccess: listed,
  })
}

export function useRemoveMachine(machineId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => callApi(at(machineId), { method: 'DELETE' }),
    onSuccess: () => cache.invalidateQueries({ queryKey: KEY }),
  })
}

/** Visits the machine and judges it; without a trusted host key it only learns which key the machine shows. */
export function useCheckMachine() {
  const listed = useListed()
  return useMutation({
    mutationFn: (machineId: string) => machineOf(callApi(`${at(machineId)}/check`, { method: 'POST' })),
    onSuccess: listed,
  })
}

/** Trusts exactly the fingerprint that was shown, then looks at the machine. */
export function useTrustHostKey() {
  const listed = useListed()
  return useMutation({
    mutationFn: async ({ machineId, fingerprint }: { readonly machineId: string; readonly fingerprint: string }) => {
      await callApi<unknown>(`${at(machineId)}/trust`, { body: { fingerprint } })
      return machineOf(callApi(`${at(machineId)}/check`, { method: 'POST' }))
    },
    onSuccess: listed,
  })
}

export function useFixMachine() {
  const listed = useListed()
  return useMutation({
    mutationFn: ({ machineId, fix }: { readonly machineId: string; readonly fix: FixId }) =>
      machineOf(callApi(`${at(machineId)}/fix`, { body: { fix } })),
    onSuccess: listed,
  })
}
