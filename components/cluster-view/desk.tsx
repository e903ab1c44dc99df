'use client'

import { clsx } from 'clsx'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Led } from '@/components/ui/led'
import type { NodeRow, PodRow } from '@/lib/contracts/live-rows'
import { durationWords } from '@/lib/shared/live-cluster/durations'
import { clusterView } from '@/messages/cluster-view'
import styles from './desk.module.css'
import { UI_TONE } from './ui-tone'

interface Props {
  readonly nodes: readonly NodeRow[]
  readonly pods: readonly PodRow[]
  /** Machines' names in the order in which they stand on the desk. */
  readonly order: readonly string[]
  /** Simulated machines have a dashed edge. */
  readonly practice: boolean
  /** Milliseconds since the epoch: silence is counted in the reader's time. */
  readonly now: number
  readonly onPod: (key: string) => void
}

/** The machines as they stand on the desk, with the pods that live on each. */
export function Desk({ nodes, pods, order, practice, now, onPod }: Props) {
  const t = useText(clusterView)
  const place = (node: NodeRow) => {
    const at = order.indexOf(node.name)
    return at < 0 ? order.length : at
  }
  const standing = [...nodes].sort((a, b) => place(a) - place(b) || a.name.localeCompare(b.name))
  const homeless = pods.filter((pod) => pod.node === null)
  return (
    <>
      <ul className="grid grid-cols-[repeat(auto-fit,minmax(190px,1fr))] gap-3" aria-label={t.desk}>
        {standing.map((node) => (
          <Board
            key={node.key}
            node={node}
            pods={pods.filter((pod) => pod.node === node.name)}
            practice={practice}
            now={now}
            onPod={onPod}
          />
        ))}
      </ul>
      {homeless.length === 0 ? null : (
        <p className="mt-2 flex flex-wrap items-center gap-1.5 text-sm text-soft">
          {t.homeless(homeless.length)}
          {homeless.map((pod) => (
            <PodChip key={pod.key} pod={pod} onPod={onPod} />
          ))}
        </p>
      )}
    </>
  )
}

interface BoardProps extends Pick<Props, 'pods' | 'practice' | 'now' | 'onPod'> {
  readonly node: NodeRow
}

function Board({ node, pods, practice, now, onPod }: BoardProps) {
  const t = useText(clusterView)
  const [role] = node.roles
  const yours = pods.filter((pod) => !pod.system)
  const system = pods.filter((pod) => pod.system)
  return (
    <li
      className={clsx(
        'flex flex-col rounded-card border bg-surface p-3 shadow-card',
        practice ? 'border-dashed border-line-strong' : 'border-line',
        !node.ready && styles['silent'],
      )}
    >
      <div className="flex items-center gap-2">
        <Led tone={UI_TONE[node.tone]} />
        <h3 className="min-w-0 font-semibold [overflow-wrap:anywhere]">{node.name}</h3>
        <span className="ml-auto text-2xs font-semibold text-honey">{role === 'server' ? t.server : ''}</span>
      </div>
      <p className="facts mt-0.5 text-2xs text-faint">
        {node.architecture} · {node.cpus} CPU · {node.memoryGiB} GiB
      </p>
      {node.ready ? (
        <p className="facts text-2xs text-faint">{node.address ?? t.noAddress}</p>
      ) : (
        <p className="text-sm text-bad" title={node.words}>
          {node.silentSince === null ? node.words : t.silentFor(durationWords(now - node.silentSince))}
        </p>
      )}
      {node.unschedulable ? (
        <Badge tone="warn" className="mt-1 self-start">
          {t.cordoned}
        </Badge>
      ) : null}
      <p className="mt-2.5 flex min-h-13 flex-wrap content-start gap-1.5">
        {yours.map((pod) => (
          <PodChip key={pod.key} pod={pod} onPod={onPod} />
        ))}
        {system.length === 0 ? null : (
          <span className="facts inline-flex min-h-6 items-center rounded-md border border-line px-2 text-2xs text-faint">
            {t.systemPods(system.length)}
          </span>
        )}
      </p>
    </li>
  )
}

function PodChip({ pod, onPod }: { readonly pod: PodRow; readonly onPod: Props['onPod'] }) {
  const settled = pod.ready && !pod.lost
  return (
    <button
      type="button"
      title={`${pod.name}: ${pod.words}`}
      onClick={() => onPod(pod.key)}
      className={clsx(
        'facts min-h-6 rounded-md border px-2 text-2xs',
        settled && 'border-transparent bg-honey-wash text-honey',
        pod.replaced && 'border-dashed border-line-strong text-faint line-through',
        !settled && !pod.replaced && pod.tone === 'bad' && 'border-dashed border-bad text-bad',
        !settled && !pod.replaced && pod.tone !== 'bad' && 'border-dashed border-run text-run',
      )}
    >
      {pod.owner?.name ?? pod.name}
    </button>
  )
}
