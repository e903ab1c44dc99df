'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { Notice } from '@/components/ui/notice'
import type { CatalogueApp } from '@/lib/contracts/apps'
import type { ClusterDetail } from '@/lib/contracts/clusters'
import { failureOf } from '@/lib/shared/call-api'
import { clusterApps } from '@/messages/cluster-apps'
import { AppLink } from './app-link'
import { useAppRuns } from './use-app-runs'

const AppInputsDialog = dynamic(() => import('./app-inputs-dialog').then((file) => file.AppInputsDialog))
const RemoveAppDialog = dynamic(() => import('./remove-app-dialog').then((file) => file.RemoveAppDialog))

/** One app of the catalogue on a cluster: what it is, and what can be done with it here. */
export function AppOnCluster({ app, detail }: { readonly app: CatalogueApp; readonly detail: ClusterDetail }) {
  const t = useText(clusterApps)
  const [asking, setAsking] = useState<'inputs' | 'remove'>()
  const runs = useAppRuns(detail.id, app.id)
  const here = detail.installed.find((one) => one.app === app.id)
  const close = () => setAsking(undefined)
  const blocked = detail.phase === 'ready' ? undefined : t.needsReady
  const why = detail.practice
    ? // Simulated machines need no image: what answers is a part of the panel.
      app.notInPractice
    : app.images.length === 0
      ? t.noImage
      : undefined
  const failure = asking === undefined ? (runs.install.error ?? runs.change.error ?? runs.remove.error) : null
  return (
    <Card className="flex h-full flex-col gap-2">
      <h3 className="flex items-center gap-2 font-semibold">
        {app.title} {here === undefined ? null : <Badge tone="ok">{t.installed}</Badge>}
      </h3>
      <p className="text-soft">{app.summary}</p>
      <p className="text-sm text-faint">{app.teaches}</p>
      {app.cautions.map((caution) => (
        <p key={caution} className="text-sm text-soft">
          {caution}
        </p>
      ))}
      {failure === null ? null : (
        <Notice tone="bad" role="alert">
          {failureOf(failure).userMessage}
        </Notice>
      )}
      {here === undefined ? (
        <div>
          <div className="flex flex-wrap gap-2">
            <Button
              kind="primary"
              busy={runs.install.isPending}
              blockedBy={blocked ?? why}
              onClick={() => runs.install.mutate({})}
            >
              {t.install}
            </Button>
            {why === undefined && app.inputs.length > 0 ? (
              <Button blockedBy={blocked} onClick={() => setAsking('inputs')}>
                {t.options}
              </Button>
            ) : null}
          </div>
          {why === undefined ? null : <p className="mt-1 text-sm text-soft">{why}</p>}
        </div>
      ) : (
        <>
          {here.hostsLines.length === 0 ? null : (
            <div className="text-sm text-soft">
              <p>{t.hostsLead}</p>
              <CodeBlock label={t.hostsLead} text={here.hostsLines.join('\n')} />
            </div>
          )}
          <div className="flex flex-wrap items-center gap-2">
            <AppLink app={here} practice={detail.practice} kind="primary" />
            {Object.keys(here.inputs).length === 0 ? null : (
              <Button blockedBy={blocked} onClick={() => setAsking('inputs')}>
                {t.change}
              </Button>
            )}
            {here.newer === undefined ? null : (
              <Button busy={runs.change.isPending} blockedBy={blocked} onClick={() => runs.change.mutate({})}>
                {t.upgrade(here.newer)}
              </Button>
            )}
            <Button blockedBy={blocked} onClick={() => setAsking('remove')}>
              {t.remove}
            </Button>
          </div>
        </>
      )}
      {asking === 'inputs' ? <AppInputsDialog app={app} here={here} runs={runs} onClose={close} /> : null}
      {asking === 'remove' ? (
        <RemoveAppDialog title={app.title} keepsData={app.needs.storage} runs={runs} onClose={close} />
      ) : null}
    </Card>
  )
}
