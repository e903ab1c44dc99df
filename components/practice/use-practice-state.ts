'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { PracticeState, TroubleRequest } from '@/lib/contracts/practice'
import type { Failure } from '@/lib/core/errors'
import { callApi, failureOf } from '@/lib/shared/call-api'

/** Somebody else may break a machine too: a classroom looks at one cluster. */
const EVERY_MS = 3_000

interface PracticeMachines {
  /** Undefined until it has been asked for. */
  readonly state: PracticeState | undefined
  /** Why it could not be asked for or changed. */
  readonly failure: Failure | undefined
  /** What is being asked for right now. */
  readonly asking: TroubleRequest | undefined
  ask(request: TroubleRequest): void
  /** Sets a machine back to normal. Rejects as `callApi`. */
  bringBack(machineId: string): Promise<PracticeState>
}

/** The machines of a practice cluster with their troubles, and the way to change them. Asks only while `wanted`. */
export function usePracticeState(clusterId: string, wanted = true): PracticeMachines {
  const cache = useQueryClient()
  const params = { clusterId }
  const queryKey = ['practice', clusterId]
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => callApi('GET /api/clusters/[clusterId]/practice', { params, signal }),
    refetchInterval: EVERY_MS,
    enabled: wanted,
  })
  const change = useMutation({
    mutationFn: (request: TroubleRequest) =>
      callApi('POST /api/clusters/[clusterId]/practice', { params, body: request }),
    onSuccess: (state) => cache.setQueryData(queryKey, state),
  })
  const error = change.error ?? query.error
  return {
    state: query.data,
    failure: error === null ? undefined : failureOf(error),
    asking: change.isPending ? change.variables : undefined,
    ask: change.mutate,
    bringBack: (machineId) => change.mutateAsync({ machineId, trouble: 'none' }),
  }
}
