'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNow } from '@/components/run-view/use-now'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import type { ClusterCost } from '@/lib/contracts/costs'
import type { AnswerOf } from '@/lib/contracts/endpoints'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { costUntil, hourlyAt, monthForecast, nextHourAt } from '@/lib/shared/cloud/cost'
import { ENDS_SOON_MS } from '@/lib/shared/cloud/lifetime'
import { clockDuration } from '@/lib/shared/run-view/format-duration'
import { cloudSweep } from '@/messages/cloud-sweep'
import { costs } from '@/messages/costs'

export type CostOfCluster = AnswerOf<'GET /api/clusters/[clusterId]/cost'>

/** Only for what was made or gone meanwhile: the figures follow from prices and times. */
const EVERY_MS = 30_000

/**
 * What a cluster in the cloud costs as it lives, ticking, and the time that is left to it; after its deletion what it has
 * cost. Nothing for one that is elsewhere.
 */
export function ClusterCostLine({
  clusterId,
  initial,
}: {
  readonly clusterId: string
  readonly initial: CostOfCluster
}) {
  const { data } = useQuery({
    queryKey: ['cluster-cost', clusterId],
    queryFn: ({ signal }) => callApi('GET /api/clusters/[clusterId]/cost', { params: { clusterId }, signal }),
    initialData: initial,
    enabled: initial.cost !== null,
    refetchInterval: EVERY_MS,
  })
  if (data.cost === null) return null
  return data.cost.deletedAt === null ? (
    <Ticking cost={data.cost} asOf={data.now} />
  ) : (
    <TotalCost cost={data.cost} now={data.now} />
  )
}

function Ticking({ cost, asOf }: { readonly cost: ClusterCost; readonly asOf: number }) {
  const t = useText(costs)
  const words = useText(cloudSweep)
  const now = useNow(asOf, true)
  const cache = useQueryClient()
  const { id: clusterId, meters, endsAt, extendedEnd, practice } = cost
  const extend = useMutation({
    mutationFn: () => callApi('POST /api/clusters/[clusterId]/lifetime', { params: { clusterId } }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['cluster-cost', clusterId] }),
  })
  const next = nextHourAt(meters, now)
  const left = endsAt === null ? undefined : endsAt - now
  const facts = [
    t.perHour(hourlyAt(meters, now)),
    ...(next === undefined ? [] : [t.nextHour(clockDuration(next - now))]),
    left === undefined
      ? t.monthAbout(monthForecast(meters, now, null))
      : t.endTotal(costUntil(meters, Math.max(now, now + left))),
  ]
  const soon = left !== undefined && left < ENDS_SOON_MS
  return (
    <Card className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
      <p className="text-lg font-semibold tabular-nums">
        {t.soFar(costUntil(meters, now))}
        {practice ? <span className="ml-2 text-sm font-normal text-soft">({t.practiceWould})</span> : null}
      </p>
      <p className="facts min-w-0 flex-1 basis-72 text-soft tabular-nums">{facts.join(' · ')}</p>
      {extend.error === null ? null : (
        <p role="alert" className="text-sm text-bad">
          {failureOf(extend.error).userMessage}
        </p>
      )}
      <p className={soon ? 'font-semibold tabular-nums text-warn' : 'tabular-nums'}>
        {left === undefined ? t.stays : left > 0 ? t.endsIn(clockDuration(left)) : t.endsOver}
      </p>
      {endsAt === null ? null : (
        <Button
          size="small"
          kind={soon ? 'primary' : 'plain'}
          busy={extend.isPending}
          blockedBy={extendedEnd === null ? words.longest : undefined}
          onClick={() => extend.mutate()}
        >
          {words.oneHourMore}
        </Button>
      )}
    </Card>
  )
}

/** What a deleted cluster has cost in all. */
function TotalCost({ cost, now }: { readonly cost: ClusterCost; readonly now: number }) {
  const t = useText(costs)
  const isThere = cost.meters.some(({ to }) => to === null)
  return (
    <Card className="mb-6 flex flex-wrap items-center gap-x-3 gap-y-1">
      <p className="text-lg font-semibold">
        {t.receiptTotal(costUntil(cost.meters, now))}
        {cost.practice ? <span className="ml-2 text-sm font-normal text-soft">({t.practiceWould})</span> : null}
      </p>
      <p className={isThere ? 'text-warn' : 'text-soft'}>{isThere ? t.receiptStill : t.receiptHow}</p>
    </Card>
  )
}
