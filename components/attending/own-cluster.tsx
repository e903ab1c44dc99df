'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { AppLink } from '@/components/cluster-view/app-link'
import { Desk } from '@/components/cluster-view/desk'
import { FormFailure } from '@/components/form/form-failure'
import { useClusterLive } from '@/components/live/use-cluster-live'
import { usePracticeState } from '@/components/practice/use-practice-state'
import { useNow } from '@/components/run-view/use-now'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { SectionTitle } from '@/components/ui/page-header'
import { Sentence } from '@/components/ui/sentence'
import { Skeleton } from '@/components/ui/skeleton'
import type { Tone } from '@/components/ui/tone'
import type { ClusterDetail } from '@/lib/contracts/clusters'
import type { LiveCluster } from '@/lib/contracts/live-clusters'
import { callApi } from '@/lib/shared/call-api'
import { type NextAction, nextAction, type StudentNow } from '@/lib/shared/classroom/next-action'
import { paths } from '@/lib/shared/paths'
import { attending } from '@/messages/attending'
import { useAct } from './use-act'

const KubeconfigDialog = dynamic(
  () => import('@/components/cluster-view/kubeconfig-dialog').then((file) => file.KubeconfigDialog),
  { ssr: false },
)
const PodDialog = dynamic(() => import('@/components/cluster-view/pod-dialog').then((file) => file.PodDialog), {
  ssr: false,
})

/** An app's address appears a moment after its cluster is ready. */
const EVERY_MS = 5_000
const APP = 'go-echo'

interface Props {
  readonly clusterId: string
  readonly phase: string
  readonly student: Omit<StudentNow, 'cluster' | 'view'>
  /** Asks for the class anew. */
  readonly onChanged: () => Promise<unknown>
}

/** The student's cluster: what comes next with it, and its machines. */
export default function OwnCluster(props: Props) {
  const { clusterId, phase } = props
  const params = { clusterId }
  const detail = useQuery({
    queryKey: ['cluster', clusterId],
    queryFn: ({ signal }) => callApi('GET /api/clusters/[clusterId]', { params, signal }),
    refetchInterval: EVERY_MS,
  }).data
  const live = useQuery({
    queryKey: ['own-live', clusterId, phase],
    queryFn: ({ signal }) => callApi('GET /api/clusters/[clusterId]/live', { params, signal }),
    enabled: phase !== 'deleted',
  }).data
  if (detail === undefined) return <Skeleton className="h-40" />
  return <LiveOwnCluster {...props} detail={detail} live={live} />
}

interface LiveProps extends Props {
  readonly detail: ClusterDetail
  readonly live: LiveCluster | undefined
}

function LiveOwnCluster({ clusterId, phase, student, onChanged, detail, live }: LiveProps) {
  const t = useText(attending)
  const { view } = useClusterLive(clusterId, live ?? { view: null })
  const now = useNow(live?.now ?? detail.createdAt, live !== undefined)
  const practice = usePracticeState(clusterId, student.practice && phase === 'ready')
  const { busy, error, act } = useAct(onChanged)
  const [showing, setShowing] = useState<'kubeconfig'>()
  const [podKey, setPodKey] = useState<string>()
  const action = nextAction({ ...student, cluster: { phase }, view })
  const words = t.nextWords(action)
  const app = detail.installed.find((each) => each.app === APP)
  const machineOf = (name: string) => practice.state?.machines.find((each) => each.name === name)?.machineId
  const trouble = (name: string, what: 'cut-off' | 'none') => () => {
    const machineId = machineOf(name)
    if (machineId !== undefined) practice.ask({ machineId, trouble: what })
  }
  const scale = () =>
    act(() =>
      callApi('PUT /api/clusters/[clusterId]/scale', {
        params: { clusterId },
        body: { namespace: 'default', deployment: APP, replicas: 3 },
      }),
    )
  const pod = podKey === undefined ? undefined : view?.rows.pods[podKey]
  const open = (label: string) => (
    <LinkButton kind="primary" href={paths.cluster({ clusterId })}>
      {label}
    </LinkButton>
  )
  const button = () => {
    switch (action.kind) {
      case 'wait':
      case 'held':
        return detail.latestRun === undefined ? null : (
          <LinkButton kind="primary" href={detail.latestRun.href}>
            {action.kind === 'wait' ? t.watch : t.look}
          </LinkButton>
        )
      case 'open-app':
        return app === undefined ? null : <AppLink app={app} practice={student.practice} kind="primary" />
      case 'scale':
        return (
          <Button kind="primary" busy={busy} onClick={scale}>
            {t.scale}
          </Button>
        )
      case 'cut-off':
        return action.machine === undefined ? null : (
          <Button kind="primary" busy={practice.asking !== undefined} onClick={trouble(action.machine, 'cut-off')}>
            {t.cutOff(action.machine)}
          </Button>
        )
      case 'moving':
      case 'bring-back':
        return student.practice ? (
          <Button
            kind={action.kind === 'bring-back' ? 'primary' : 'plain'}
            busy={practice.asking !== undefined}
            onClick={trouble(action.machine, 'none')}
          >
            {t.bringBack(action.machine)}
          </Button>
        ) : null
      case 'kubeconfig':
        return (
          <Button kind="primary" onClick={() => setShowing('kubeconfig')}>
            {t.kubeconfig}
          </Button>
        )
      case 'delete':
        return open(t.openCluster)
      case 'deleting':
      case 'all-done':
        return open(t.look)
      default:
        return null
    }
  }
  return (
    <>
      <Sentence tone={TONE[action.kind]} lead={words.lead} action={button()}>
        {words.rest}
      </Sentence>
      <FormFailure error={error ?? undefined} />
      {practice.failure === undefined || phase !== 'ready' ? null : (
        <p role="status" className="mt-2 text-sm text-bad">
          {practice.failure.userMessage}
        </p>
      )}
      <SectionTitle remark={student.practice ? t.deskRemark : undefined}>{t.desk}</SectionTitle>
      {view === undefined ? (
        <Card className="text-soft">{t.noClusterYet}</Card>
      ) : (
        <Desk
          nodes={Object.values(view.rows.nodes)}
          pods={Object.values(view.rows.pods)}
          order={detail.machines.map(({ name }) => name)}
          practice={student.practice}
          now={now}
          onPod={setPodKey}
        />
      )}
      <div className="mt-3 flex flex-wrap gap-2">
        {phase !== 'ready' || action.kind === 'kubeconfig' ? null : (
          <Button onClick={() => setShowing('kubeconfig')}>{t.kubeconfig}</Button>
        )}
        {app === undefined || action.kind === 'open-app' ? null : <AppLink app={app} practice={student.practice} />}
        {action.kind === 'delete' ? null : <LinkButton href={paths.cluster({ clusterId })}>{t.openCluster}</LinkButton>}
      </div>
      {showing === undefined ? null : (
        <KubeconfigDialog
          clusterId={clusterId}
          name={detail.name}
          practice={student.practice}
          onClose={() => setShowing(undefined)}
        />
      )}
      {pod === undefined ? null : (
        <PodDialog
          clusterId={clusterId}
          pod={pod}
          events={Object.values(view?.rows.events ?? {})}
          practice={student.practice}
          onClose={() => setPodKey(undefined)}
        />
      )}
    </>
  )
}

const TONE = {
  paused: 'warn',
  over: 'idle',
  create: 'run',
  wait: 'run',
  held: 'bad',
  deleting: 'run',
  'not-seen': 'run',
  'all-done': 'ok',
  'open-app': 'ok',
  kubeconfig: 'ok',
  delete: 'ok',
  scale: 'ok',
  'cut-off': 'ok',
  moving: 'run',
  'bring-back': 'bad',
} satisfies Record<NextAction['kind'], Tone>
