'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import type { AppRun, InstallRequest, RemoveQuery } from '@/lib/contracts/apps'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'

type Inputs = NonNullable<InstallRequest['inputs']>

/** Runs of an app on a cluster. Each leads to the page where it is watched. */
export function useAppRuns(clusterId: string, appId: string) {
  const router = useRouter()
  const onSuccess = ({ runNumber }: AppRun) => router.push(paths.run({ clusterId, runNumber }))
  const params = { clusterId, appId }
  return {
    install: useMutation({
      mutationFn: (inputs: Inputs) =>
        callApi('POST /api/clusters/[clusterId]/apps', { params: { clusterId }, body: { app: appId, inputs } }),
      onSuccess,
    }),
    change: useMutation({
      mutationFn: (inputs: Inputs) =>
        callApi('PUT /api/clusters/[clusterId]/apps/[appId]', { params, body: { inputs } }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (query: RemoveQuery) => callApi('DELETE /api/clusters/[clusterId]/apps/[appId]', { params, query }),
      onSuccess,
    }),
  }
}
export type AppRuns = ReturnType<typeof useAppRuns>
