'use client'

import { useCatalogue } from '@/components/apps/use-catalogue'
import { useText } from '@/components/text'
import { Notice } from '@/components/ui/notice'
import { SectionTitle } from '@/components/ui/page-header'
import type { ClusterDetail } from '@/lib/contracts/clusters'
import { failureOf } from '@/lib/shared/call-api'
import { clusterApps } from '@/messages/cluster-apps'
import { AppOnCluster } from './app-on-cluster'
import { AppReceipts } from './app-receipts'
import { PastedApps } from './pasted-apps'

/** The catalogue on this cluster: install, open, change, remove. Each leads to the run that does it. */
export function AppsTab({ detail }: { readonly detail: ClusterDetail }) {
  const t = useText(clusterApps)
  const apps = useCatalogue()
  return (
    <>
      <SectionTitle remark={t.remark}>{t.title}</SectionTitle>
      {apps.error === null ? null : (
        <Notice tone="bad" role="alert" className="mb-2">
          {failureOf(apps.error).userMessage}
        </Notice>
      )}
      <ul className="grid gap-3 sm:grid-cols-2">
        {(apps.data ?? []).map((app) => (
          <li key={app.id}>
            <AppOnCluster app={app} detail={detail} />
          </li>
        ))}
      </ul>
      <p className="mt-2 text-sm text-soft">
        <span className="font-semibold">{t.doorsTitle}:</span> {t.doors[detail.practice ? 'practice' : detail.balancer]}{' '}
        {detail.practice ? null : detail.traefik ? t.traefik : t.noTraefik}
      </p>
      <PastedApps detail={detail} />
      <AppReceipts receipts={detail.appReceipts} />
    </>
  )
}
