'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useCatalogue } from '@/components/apps/use-catalogue'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Notice } from '@/components/ui/notice'
import { SectionTitle } from '@/components/ui/page-header'
import type { AppRun } from '@/lib/contracts/apps'
import type { ClusterDetail } from '@/lib/contracts/clusters'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { clusterView } from '@/messages/cluster-view'
import { AppLink } from './app-link'

/** The catalogue on this cluster: install, open, remove. Each leads to the run that does it. */
export function AppsTab({ detail }: { readonly detail: ClusterDetail }) {
  const t = useText(clusterView)
  const router = useRouter()
  const apps = useCatalogue()
  const clusterId = detail.id
  const watch = ({ runNumber }: AppRun) => router.push(paths.run({ clusterId, runNumber }))
  const install = useMutation({
    mutationFn: (app: string) =>
      callApi('POST /api/clusters/[clusterId]/apps', { params: { clusterId }, body: { app } }),
    onSuccess: watch,
  })
  const remove = useMutation({
    mutationFn: (app: string) =>
      callApi('DELETE /api/clusters/[clusterId]/apps/[appId]', { params: { clusterId, appId: app } }),
    onSuccess: watch,
  })
  const failure = install.error ?? remove.error ?? apps.error
  const blocked = detail.phase === 'ready' ? undefined : t.needsReady
  return (
    <>
      <SectionTitle remark={t.catalogueRemark}>{t.catalogue}</SectionTitle>
      {failure === null ? null : (
        <Notice tone="bad" role="alert" className="mb-2">
          {failureOf(failure).userMessage}
        </Notice>
      )}
      <ul className="grid gap-3 sm:grid-cols-2">
        {(apps.data ?? []).map((app) => {
          const here = detail.installed.find((one) => one.app === app.id)
          // Simulated machines need no image: what answers is a part of the panel.
          const missing = app.images.length === 0 && !detail.practice ? t.noImage : undefined
          return (
            <li key={app.id}>
              <Card className="flex h-full flex-col gap-2">
                <h3 className="flex items-center gap-2 font-semibold">
                  {app.title} {here === undefined ? null : <Badge tone="ok">{t.installed}</Badge>}
                </h3>
                <p className="text-soft">{app.summary}</p>
                <p className="text-sm text-faint">{app.teaches}</p>
                {here === undefined ? (
                  <div>
                    <Button
                      kind="primary"
                      busy={install.isPending}
                      blockedBy={blocked ?? missing}
                      onClick={() => install.mutate(app.id)}
                    >
                      {t.install}
                    </Button>
                    {missing === undefined ? null : <p className="mt-1 text-sm text-soft">{missing}</p>}
                  </div>
                ) : (
                  <div className="flex flex-wrap items-center gap-2">
                    <AppLink app={here} practice={detail.practice} kind="primary" />
                    <Button busy={remove.isPending} blockedBy={blocked} onClick={() => remove.mutate(app.id)}>
                      {t.uninstall}
                    </Button>
                  </div>
                )}
              </Card>
            </li>
          )
        })}
      </ul>
    </>
  )
}
