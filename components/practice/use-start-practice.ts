'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { practiceRequest, USUAL_PRACTICE } from '@/components/create-cluster/providers/practice/practice-draft'
import type { Failure } from '@/lib/core/errors'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { suggestName } from '@/lib/shared/cluster-draft'
import { paths } from '@/lib/shared/paths'

interface StartPractice {
  readonly busy: boolean
  readonly failure: Failure | undefined
  start(): void
}

/** One click: a practice cluster as most people want it, and straight into its live run. */
export function useStartPractice(takenNames: readonly string[]): StartPractice {
  const router = useRouter()
  const creation = useMutation({
    mutationFn: () =>
      callApi('POST /api/clusters', {
        body: practiceRequest(suggestName(takenNames), USUAL_PRACTICE),
      }),
    onSuccess: ({ clusterId, runNumber }) => router.push(paths.run({ clusterId, runNumber })),
  })
  return {
    // Busy until the next page is there: a second click would make a second cluster.
    busy: creation.isPending || creation.isSuccess,
    failure: creation.error === null ? undefined : failureOf(creation.error),
    start: () => creation.mutate(),
  }
}
