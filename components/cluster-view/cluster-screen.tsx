'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useClusterLive } from '@/components/live/use-cluster-live'
import { useNow } from '@/components/run-view/use-now'
import { useText } from '@/components/text'
import { AnchorButton, Button, LinkButton } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { PageHeader, SectionTitle } from '@/components/ui/page-header'
import { Sentence } from '@/components/ui/sentence'
import { Tabs } from '@/components/ui/tabs'
import { callApi } from '@/lib/shared/call-api'
import type { ClusterDetail } from '@/lib/shared/cluster-data'
import { healthSentence } from '@/lib/shared/live-cluster/health-sentence'
import type { LiveCluster } from '@/lib/shared/live-cluster/live-cluster'
import type { DeploymentRow } from '@/lib/shared/live-cluster/rows'
import { paths } from '@/lib/shared/paths'
import { clusterView } from '@/messages/cluster-view'
import { AppsTab } from './apps-tab'
import { ClusterBadges } from './cluster-badges'
import { DangerZone } from './danger-zone'
import { Desk } from './desk'
import { EventsTimeline } from './events-timeline'
import { KubeconfigDialog } from './kubeconfig-dialog'
import { PodDialog } from './pod-dialog'
import { PodsTable } from './pods-table'
import { ReceiptCard } from './receipt-card'
import { RunsList } from './runs-list'
import { UI_TONE } from './ui-tone'
import { WhatCanIDo } from './what-can-i-do'
import { Workloads } from './workloads'

interface Props {
  readonly detail: ClusterDetail
  readonly live: LiveCluster | null
}

/** The cluster, live: one sentence, the desk, and what runs on it. */
export function ClusterScreen({ detail: first, live }: Props) {
  const t = useText(clusterView)
  const [tab, setTab] = useState('overview')
  const [pod, setPod] = useState<string>()
  const [showing, setShowing] = useState<'kubeconfig' | 'help'>()
  const { data: detail } = useQuery({
    queryKey: ['cluster', first.id],
    queryFn: ({ signal }) => callApi<ClusterDetail>(`/api/clusters/${first.id}`, { signal }),
    initialData: first,
    // The stream says when something changed; this is for what it does not carry.
    refetchInterval: 5_000,
  })
  const { view, connection } = useClusterLive(first.id, live)
  const now = useNow(live?.now ?? detail.createdAt, live !== null)
  if (detail.phase === 'deleted' || live === null) {
    return (
      <>
        <PageHeader
          crumbs={[{ label: t.clusters, href: paths.clusters() }]}
          title={detail.name}
          badge={<ClusterBadges detail={detail} view={undefined} connection={undefined} now={now} />}
        />
        {detail.receipt === null ? null : <ReceiptCard receipt={detail.receipt} />}
        <RunsList clusterId={detail.id} runs={detail.runs} />
      </>
    )
  }

  const nodes = Object.values(view?.rows.nodes ?? {})
  const pods = Object.values(view?.rows.pods ?? {})
  const health = view === undefined ? undefined : healthSentence(view, now)
  const [running] = detail.runs.filter((run) => ['running', 'unwinding', 'held', 'stuck'].includes(run.status))
  const scale = async (deployment: DeploymentRow, replicas: number) => {
    await callApi(`/api/clusters/${detail.id}/scale`, {
      method: 'PUT',
      body: { namespace: deployment.namespace, deployment: deployment.name, replicas },
    })
  }
  const tabs = [
    {
      id: 'overview',
      label: t.overview,
      body: (
        <>
          <SectionTitle remark={t.deskRemark}>{t.desk}</SectionTitle>
          <Desk nodes={nodes} pods={pods} order={detail.machines.map((machine) => machine.name)} onPod={setPod} />
          <PodsTable pods={pods} now={now} onPod={setPod} />
        </>
      ),
    },
    {
      id: 'apps',
      label: t.workloads,
      body: (
        <>
          <AppsTab detail={detail} />
          <Workloads
            deployments={Object.values(view?.rows.deployments ?? {})}
            services={Object.values(view?.rows.services ?? {})}
            onScale={scale}
          />
        </>
      ),
    },
    {
      id: 'events',
      label: t.events,
      body: <EventsTimeline events={Object.values(view?.rows.events ?? {})} now={now} />,
    },
    { id: 'runs', label: t.runs, body: <RunsList clusterId={detail.id} runs={detail.runs} /> },
    { id: 'danger', label: t.dangerZone, body: <DangerZone clusterId={detail.id} name={detail.name} /> },
  ]
  const chosen = pod === undefined ? undefined : view?.rows.pods[pod]
  return (
    <>
      <PageHeader
        crumbs={[{ label: t.clusters, href: paths.clusters() }]}
        title={detail.name}
        badge={<ClusterBadges detail={detail} view={view} connection={connection} now={now} />}
      >
        {detail.installed.flatMap(({ app, title, urls }) =>
          urls.slice(0, 1).map((url) => (
            <AnchorButton key={app} href={url} target="_blank" rel="noreferrer">
              {t.open(title)} ↗
            </AnchorButton>
          )),
        )}
        {live.ownsKubeconfig ? <Button onClick={() => setShowing('kubeconfig')}>{t.kubeconfig}</Button> : null}
      </PageHeader>
      {running === undefined ? null : (
        <Notice
          tone={running.status === 'running' || running.status === 'unwinding' ? 'run' : 'bad'}
          className="mb-3"
          action={
            <LinkButton href={paths.run({ clusterId: detail.id, runNumber: running.number })}>{t.watchRun}</LinkButton>
          }
        >
          {running.title}
        </Notice>
      )}
      {health === undefined ? (
        <Sentence tone="run">{t.notSeenYet}</Sentence>
      ) : (
        <Sentence
          tone={UI_TONE[health.tone]}
          action={health.tone === 'good' ? null : <Button onClick={() => setShowing('help')}>{t.whatCanIDo}</Button>}
        >
          {health.words}
        </Sentence>
      )}
      <div className="mt-4">
        <Tabs label={detail.name} tabs={tabs} open={tab} onOpen={setTab} />
      </div>
      {chosen === undefined ? null : <PodDialog clusterId={detail.id} pod={chosen} onClose={() => setPod(undefined)} />}
      {showing === 'kubeconfig' ? (
        <KubeconfigDialog clusterId={detail.id} name={detail.name} onClose={() => setShowing(undefined)} />
      ) : null}
      {showing === 'help' && view !== undefined ? (
        <WhatCanIDo view={view} onClose={() => setShowing(undefined)} />
      ) : null}
    </>
  )
}
