'use client'

import { useRef, useState } from 'react'
import { useShortcut } from '@/components/shell/shortcuts'
import { useText } from '@/components/text'
import { Kbd } from '@/components/ui/kbd'
import { Led } from '@/components/ui/led'
import { SectionTitle } from '@/components/ui/page-header'
import { Cell, Row, Table } from '@/components/ui/table'
import type { PodRow } from '@/lib/contracts/live-rows'
import { durationWords } from '@/lib/shared/live-cluster/durations'
import { clusterView } from '@/messages/cluster-view'
import { UI_TONE } from './ui-tone'

interface Props {
  readonly pods: readonly PodRow[]
  /** Milliseconds since the epoch: ages are counted in the reader's time. */
  readonly now: number
  readonly onPod: (key: string) => void
}

const matches = (pod: PodRow, wanted: string) =>
  [pod.name, pod.namespace, pod.node ?? '', pod.label, pod.words].some((text) => text.toLowerCase().includes(wanted))

/** All pods, troubled ones first; Kubernetes' own are folded until asked for. */
export function PodsTable({ pods, now, onPod }: Props) {
  const t = useText(clusterView)
  const field = useRef<HTMLInputElement>(null)
  const [filter, setFilter] = useState('')
  const [showSystem, setShowSystem] = useState(false)

  useShortcut('/', t.filterPods, () => field.current?.focus())

  const wanted = filter.trim().toLowerCase()
  const system = pods.filter((pod) => pod.system).length
  const shown = pods
    .filter((pod) => (showSystem || wanted !== '' || !pod.system) && (wanted === '' || matches(pod, wanted)))
    .sort((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad') || a.name.localeCompare(b.name))
  return (
    <>
      <SectionTitle
        remark={
          <>
            {t.podCount(pods.length - system, system)} · {t.filterWith} <Kbd>/</Kbd>
          </>
        }
        action={
          <span className="flex items-center gap-2">
            <input
              ref={field}
              type="search"
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
              aria-label={t.filterPods}
              placeholder={t.filter}
              className="min-h-7 w-40 rounded-control border border-control-line bg-surface px-2 text-sm"
            />
            <button
              type="button"
              aria-pressed={showSystem}
              onClick={() => setShowSystem(!showSystem)}
              className="min-h-7 rounded-control px-2 text-sm text-soft hover:bg-sunken hover:text-ink"
            >
              {showSystem ? t.foldSystem : t.showSystem}
            </button>
          </span>
        }
      >
        {t.pods}
      </SectionTitle>
      <Table label={t.pods} head={[t.name, t.state, t.machine, t.restarts, t.age]}>
        {shown.length === 0 ? (
          <Row>
            <Cell colSpan={5} className="text-soft">
              {wanted === '' ? t.noPods : t.noPodMatches(filter.trim())}
            </Cell>
          </Row>
        ) : null}
        {shown.map((pod) => (
          <Row key={pod.key}>
            <Cell mono className="whitespace-nowrap">
              <button type="button" className="min-h-6 text-left hover:underline" onClick={() => onPod(pod.key)}>
                {pod.name}
              </button>
              {pod.namespace === 'default' ? null : <span className="text-faint"> {pod.namespace}</span>}
            </Cell>
            <Cell className="min-w-44">
              <span className="inline-flex items-center gap-2 font-medium">
                <Led tone={UI_TONE[pod.tone]} />
                {pod.label === pod.words.replace(/\.$/, '') ? pod.label : pod.words || pod.label}
              </span>
            </Cell>
            <Cell mono className="whitespace-nowrap">
              {pod.node ?? '–'}
            </Cell>
            <Cell mono>
              {pod.restarts}
              {pod.lastRestartAt === null ? '' : ` (${t.ago(durationWords(now - pod.lastRestartAt))})`}
            </Cell>
            <Cell mono className="whitespace-nowrap text-faint">
              {durationWords(now - pod.createdAt)}
            </Cell>
          </Row>
        ))}
      </Table>
    </>
  )
}
