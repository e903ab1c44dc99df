'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { PracticeBadge } from '@/components/practice/practice-badge'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Dialog } from '@/components/ui/dialog'
import { FactsList } from '@/components/ui/facts-list'
import { Led } from '@/components/ui/led'
import { Notice } from '@/components/ui/notice'
import type { EventRow, PodRow } from '@/lib/contracts/live-rows'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { clusterView } from '@/messages/cluster-view'

const MOST_EVENTS = 8

interface Props {
  readonly clusterId: string
  readonly pod: PodRow
  /** Of the cluster: those of the pod are picked out. */
  readonly events: readonly EventRow[]
  readonly practice: boolean
  readonly onClose: () => void
}

/** One pod: why it is as it is, its containers, and what it wrote, also before its last restart. */
export function PodDialog({ clusterId, pod, events: all, practice, onClose }: Props) {
  const t = useText(clusterView)
  const events = eventsOf(pod, all)
  const [previous, setPrevious] = useState(false)
  // Kubernetes asks which one it is where a pod has several.
  const several = pod.containers.length > 1
  const [container, setContainer] = useState(pod.containers[0]?.name ?? '')
  const params = { clusterId, namespace: pod.namespace, pod: pod.name }
  const log = useQuery({
    queryKey: ['pod-log', clusterId, pod.key, previous, container],
    queryFn: ({ signal }) =>
      callApi('GET /api/clusters/[clusterId]/pods/[namespace]/[pod]/log', {
        params,
        query: { tail: 200, previous: previous ? 'true' : 'false', container: several ? container : undefined },
        signal,
      }),
    refetchInterval: 3_000,
  })
  const ending = useMutation({
    mutationFn: () => callApi('DELETE /api/clusters/[clusterId]/pods/[namespace]/[pod]', { params }),
  })
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title={
        <span className="flex flex-wrap items-center gap-2">
          <span className="facts">{pod.name}</span> {practice ? <PracticeBadge /> : null}
        </span>
      }
      actions={
        <Button
          kind="danger"
          busy={ending.isPending}
          blockedBy={ending.isSuccess ? t.podDeleted : undefined}
          onClick={() => ending.mutate()}
        >
          {t.podDelete}
        </Button>
      }
    >
      <p>{pod.words}</p>
      {pod.hint === '' ? null : <p className="text-soft">{pod.hint}</p>}
      {ending.isSuccess ? (
        <Notice tone="run" className="mt-2">
          {t.podDeleted}
        </Notice>
      ) : null}
      {ending.error === null ? null : (
        <Notice tone="bad" role="alert" className="mt-2">
          {failureOf(ending.error).userMessage}
        </Notice>
      )}
      <FactsList
        className="mt-2"
        facts={[
          { name: t.machine, value: pod.node ?? '–' },
          ...pod.containers.map((container) => ({
            name: container.name,
            value: `${container.image} · ${container.words}`,
          })),
        ]}
      />
      {events.length === 0 ? null : (
        <section aria-label={t.podEvents} className="mt-3">
          <h3 className="text-sm font-semibold text-soft">{t.podEvents}</h3>
          <ul className="text-sm">
            {events.slice(0, MOST_EVENTS).map((event) => (
              <li key={event.key} className="flex items-baseline gap-2 [overflow-wrap:anywhere]">
                <Led tone={event.warning ? 'warn' : 'idle'} />
                <span>
                  <span className="sr-only">{event.warning ? `${t.warning}: ` : ''}</span>
                  {event.words} {event.count > 1 ? <span className="facts text-faint">×{event.count}</span> : null}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="mt-3 mb-1 flex items-center gap-3">
        <h3 className="text-sm font-semibold text-soft">{t.podLog}</h3>
        {several ? (
          <select
            aria-label={t.podContainers}
            value={container}
            onChange={(event) => setContainer(event.target.value)}
            className="min-h-7 rounded-control border border-control-line bg-surface px-2 text-sm"
          >
            {pod.containers.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        ) : null}
        {pod.restarts > 0 ? (
          <label className="flex items-center gap-1.5 text-sm">
            <input
              type="checkbox"
              checked={previous}
              onChange={(event) => setPrevious(event.target.checked)}
              className="accent-honey"
            />
            {t.podPrevious}
          </label>
        ) : null}
      </div>
      {log.error === null ? (
        <CodeBlock label={t.podLog} text={log.data || t.podLogEmpty} className="max-h-80 overflow-auto" />
      ) : (
        <Notice tone="bad">{failureOf(log.error).userMessage}</Notice>
      )}
    </Dialog>
  )
}

/** The latest first. */
const eventsOf = ({ name, namespace }: PodRow, events: readonly EventRow[]): readonly EventRow[] =>
  events
    .filter((event) => event.kind === 'Pod' && event.name === name && event.namespace === namespace)
    .sort((a, b) => b.at - a.at)
