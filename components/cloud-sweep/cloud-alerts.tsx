'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { PracticeBadge } from '@/components/practice/practice-badge'
import { useNow } from '@/components/run-view/use-now'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { CloudAlert } from '@/lib/contracts/cloud-alerts'
import type { AnswerOf } from '@/lib/contracts/endpoints'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { clockDuration } from '@/lib/shared/run-view/format-duration'
import { cloudSweep } from '@/messages/cloud-sweep'

export type CloudAlerts = AnswerOf<'GET /api/cloud-alerts'>

// Below the key of the lists of clusters: asked for anew with them.
const KEY = ['clusters', 'alerts']
const EVERY_MS = 30_000

/** What in the cloud needs the person: clusters that end soon, and things that cost money without a cluster. */
export function CloudAlertList({ initial }: { readonly initial: CloudAlerts }) {
  const t = useText(cloudSweep)
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => callApi('GET /api/cloud-alerts', { signal }),
    initialData: initial,
    refetchInterval: EVERY_MS,
  })
  if (data.alerts.length === 0) return null
  return (
    <section aria-label={t.alerts} className="mb-3 flex flex-col gap-2">
      {data.alerts.map((alert) => (
        <OneAlert
          key={`${alert.kind} ${'clusterId' in alert ? alert.clusterId : alert.accountId}`}
          {...{ alert }}
          now={data.now}
        />
      ))}
    </section>
  )
}

function OneAlert({ alert, now }: { readonly alert: CloudAlert; readonly now: number }) {
  switch (alert.kind) {
    case 'ends-soon':
      return <EndsSoon alert={alert} asOf={now} />
    case 'end-failed':
      return <EndFailed alert={alert} />
    case 'left':
      return <Left alert={alert} />
  }
}

type Of<Kind extends CloudAlert['kind']> = Extract<CloudAlert, { readonly kind: Kind }>

function EndsSoon({ alert, asOf }: { readonly alert: Of<'ends-soon'>; readonly asOf: number }) {
  const t = useText(cloudSweep)
  const now = useNow(asOf, true)
  const cache = useQueryClient()
  const { clusterId, name, practice, endsAt, mayExtend } = alert
  const extend = useMutation({
    mutationFn: () => callApi('POST /api/clusters/[clusterId]/lifetime', { params: { clusterId } }),
    onSettled: () => cache.invalidateQueries({ queryKey: KEY }),
  })
  const left = endsAt - now
  return (
    <Notice
      tone="warn"
      action={
        <>
          <LinkButton size="small" href={paths.cluster({ clusterId })}>
            {t.open}
          </LinkButton>
          <Button
            size="small"
            kind="primary"
            busy={extend.isPending}
            blockedBy={mayExtend ? undefined : t.longest}
            aria-label={t.oneHourMoreOf(name)}
            onClick={() => extend.mutate()}
          >
            {t.oneHourMore}
          </Button>
        </>
      }
    >
      <strong className="font-semibold">{name}</strong>{' '}
      <span className="tabular-nums">{left > 0 ? t.endsIn(clockDuration(left)) : t.endsNow}</span>
      {practice ? (
        <span className="ml-2">
          <PracticeBadge />
        </span>
      ) : null}
      {extend.error === null ? null : (
        <span role="alert" className="block text-bad">
          {failureOf(extend.error).userMessage}
        </span>
      )}
    </Notice>
  )
}

function EndFailed({ alert: { clusterId, name } }: { readonly alert: Of<'end-failed'> }) {
  const t = useText(cloudSweep)
  return (
    <Notice
      tone="bad"
      action={
        <LinkButton size="small" kind="primary" href={paths.cluster({ clusterId })}>
          {t.open}
        </LinkButton>
      }
    >
      <strong className="font-semibold">{name}</strong> {t.endFailed}
    </Notice>
  )
}

function Left({ alert: { accountName, count, daily } }: { readonly alert: Of<'left'> }) {
  const t = useText(cloudSweep)
  return (
    <Notice
      tone={daily > 0 ? 'bad' : 'warn'}
      action={
        <LinkButton size="small" kind="primary" href={paths.leftovers()}>
          {t.alertLook}
        </LinkButton>
      }
    >
      {t.alertLeft(count, daily, accountName)}
    </Notice>
  )
}
