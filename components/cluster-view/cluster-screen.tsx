'use client'

import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import type { CostOfCluster } from '@/components/costs/cluster-cost-line'
import { useClusterLive } from '@/components/live/use-cluster-live'
import { PracticeNote } from '@/components/practice/practice-note'
import { useNow } from '@/components/run-view/use-now'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { PageHeader, SectionTitle } from '@/components/ui/page-header'
import { Sentence } from '@/components/ui/sentence'
import { Tabs } from '@/components/ui/tabs'
import type { ClusterDetail } from '@/lib/contracts/clusters'
import type { LiveCluster } from '@/lib/contracts/live-clusters'
import type { DeploymentRow } from '@/lib/contracts/live-rows'
import { callApi } from '@/lib/shared/call-api'
import { healthSentence } from '@/lib/shared/live-cluster/health-sentence'
import { paths } from '@/lib/shared/paths'
import { clusterView } from '@/messages/cluster-view'
import { practice as practiceWords } from '@/messages/practice'
import { AppLink } from './app-link'
import { ClusterBadges } from './cluster-badges'
import { Desk } from './desk'
import { PodsTable } from './pods-table'
import { RunsList } from './runs-list'
import { UI_TONE } from './ui-tone'

// Loaded when they are first looked at: the page itself stays small.
const AppsTab = dynamic(() => import('./apps-tab').then((file) => file.AppsTab))
const ClusterCostLine = dynamic(() =>
  import('@/components/costs/cluster-cost-line').then((file) => file.ClusterCostLine),
)
const DangerZone = dynamic(() => import('./danger-zone').then((file) => file.DangerZone))
const EventsTimeline = dynamic(() => import('./events-timeline').then((file) => file.EventsTimeline))
const KubeconfigDialog = dynamic(() => import('./kubeconfig-dialog').then((file) => file.KubeconfigDialog))
const PodDialog = dynamic(() => import('./pod-dialog').then((file) => file.PodDialog))
const WhatCanIDo = dynamic(() => import('./what-can-i-do').then((file) => file.WhatCanIDo))
const Workloads = dynamic(() => import('./workloads').then((file) => file.Workloads))
const ReceiptCard = dynamic(() => import('./receipt-card').then((file) => file.ReceiptCard))
const TroublePanel = dynamic(() => import('@/components/practice/trouble-panel').then((file) => file.TroublePanel), {
  ssr: false,
})

interface Props {
  readonly detail: ClusterDetail
  readonly live: LiveCluster | null
  /** What it costs, where it is in a cloud. */
  readonly cost: CostOfCluster
}

/** The cluster, live: one sentence, the desk, and what runs on it. */
export function ClusterScreen({ detail: first, live, cost }: Props) {
  const t = useText(clusterView)
  const p = useText(practiceWords)
  const [tab, setTab] = useState('overview')
  const [pod, setPod] = useState<string>()
  const [showing, setShowing] = useState<'kubeconfig' | 'help'>()
  const { data: detail } = useQuery({
    queryKey: ['cluster', first.id],
    queryFn: ({ signal }) => callApi('GET /api/clusters/[clusterId]', { params: { clusterId: first.id }, signal }),
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
        {detail.practice ? <PracticeNote className="mb-3">{p.receiptNote}</PracticeNote> : null}
        {cost.cost === null ? null : <ClusterCostLine clusterId={detail.id} initial={cost} />}
        {detail.receipt === null ? null : <ReceiptCard receipt={detail.receipt} />}
        <RunsList runs={detail.runs} />
      </>
    )
  }

  const nodes = Object.values(view?.rows.nodes ?? {})
  const pods = Object.values(view?.rows.pods ?? {})
  const health = view === undefined ? undefined : healthSentence(view, now)
  const [lead, rest] = leadOf(health?.words ?? '')
  const [running] = detail.runs.filter((run) => ['running', 'unwinding', 'held', 'stuck'].includes(run.status))
  const scale = async (deployment: DeploymentRow, replicas: number) => {
    await callApi('PUT /api/clusters/[clusterId]/scale', {
      params: { clusterId: detail.id },
      body: { namespace: deployment.namespace, deployment: deployment.name, replicas },
    })
  }
  const tabs = [
    {
      id: 'overview',
      label: t.overview,
      body: (
        <div className={clsx(detail.practice && 'grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_19rem]')}>
          <div className="min-w-0">
            <SectionTitle remark={detail.practice ? p.deskRemark : t.deskRemark}>{t.desk}</SectionTitle>
            <Desk
              nodes={nodes}
              pods={pods}
              order={detail.machines.map((machine) => machine.name)}
              practice={detail.practice}
              now={now}
              onPod={setPod}
            />
            <PodsTable pods={pods} now={now} onPod={setPod} />
          </div>
          {detail.practice ? <TroublePanel clusterId={detail.id} nodes={nodes} pods={pods} now={now} /> : null}
        </div>
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
            practice={detail.practice}
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
    { id: 'runs', label: t.runs, body: <RunsList runs={detail.runs} /> },
    {
      id: 'danger',
      label: t.dangerZone,
      body: <DangerZone clusterId={detail.id} name={detail.name} practice={detail.practice} />,
    },
  ]
  const chosen = pod === undefined ? undefined : view?.rows.pods[pod]
  return (
    <>
      <PageHeader
        crumbs={[{ label: t.clusters, href: paths.clusters() }]}
        title={detail.name}
        badge={<ClusterBadges detail={detail} view={view} connection={connection} now={now} />}
      >
        {detail.installed.map((app) => (
          <AppLink key={app.app} app={app} practice={detail.practice} />
        ))}
        {live.ownsKubeconfig ? <Button onClick={() => setShowing('kubeconfig')}>{t.kubeconfig}</Button> : null}
      </PageHeader>
      {detail.practice ? <PracticeNote className="mb-3">{p.clusterNote}</PracticeNote> : null}
      {cost.cost === null ? null : <ClusterCostLine clusterId={detail.id} initial={cost} />}
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
          lead={lead}
          action={health.tone === 'good' ? null : <Button onClick={() => setShowing('help')}>{t.whatCanIDo}</Button>}
        >
          {rest}
        </Sentence>
      )}
      <div className="mt-4">
        <Tabs label={detail.name} tabs={tabs} open={tab} onOpen={setTab} />
      </div>
      {chosen === undefined ? null : (
        <PodDialog
          clusterId={detail.id}
          pod={chosen}
          events={Object.values(view?.rows.events ?? {})}
          practice={detail.practice}
          onClose={() => setPod(undefined)}
        />
      )}
      {showing === 'kubeconfig' ? (
        <KubeconfigDialog
          clusterId={detail.id}
          name={detail.name}
          practice={detail.practice}
          onClose={() => setShowing(undefined)}
        />
      ) : null}
      {showing === 'help' && view !== undefined ? (
        <WhatCanIDo view={view} onClose={() => setShowing(undefined)} />
      ) : null}
    </>
  )
}

/** The first sentence, which says how it stands, and the rest, which says why and what comes next. */
function leadOf(words: string): readonly [string, string] {
  const end = words.indexOf('. ') + 1
  return end === 0 ? [words, ''] : [words.slice(0, end), words.slice(end + 1)]
}
