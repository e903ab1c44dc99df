'use client'

import dynamic from 'next/dynamic'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useRun } from '@/components/live/use-run'
import { useRunLog } from '@/components/live/use-run-log'
import { useRunWait } from '@/components/live/use-run-wait'
import { usePracticeState } from '@/components/practice/use-practice-state'
import { useShortcut } from '@/components/shell/shortcuts'
import { useText } from '@/components/text'
import type { Crumb } from '@/components/ui/page-header'
import type { RunData, RunSummary } from '@/lib/contracts/runs'
import { commandBlocked, leftBehind, runStatus } from '@/lib/engine/decide'
import type { RunState } from '@/lib/engine/state'
import { paths } from '@/lib/shared/paths'
import { runSentence } from '@/lib/shared/run-view/run-sentence'
import type { StepExplanations } from '@/lib/shared/run-view/step-explanation'
import { remainingMs, type Station, stationToShow, type TrainLine, trainLines } from '@/lib/shared/run-view/train-lines'
import { runView } from '@/messages/run-view'
import { CancelDialog } from './cancel-dialog'
import { DoneCard } from './done-card'
import { ExplainCard } from './explain-card'
import { LogPane } from './log-pane'
import { RunHeader } from './run-header'
import styles from './run-screen.module.css'
import { TrainGrid } from './train-grid'
import { useNow } from './use-now'
import { useRunCommands } from './use-run-commands'
import { waitSentence } from './wait-sentence'

// With the ways out of all failures: loaded when there is one.
const FailureCard = dynamic(() => import('./failure-card').then((file) => file.FailureCard))

interface Place {
  readonly lane: string
  readonly stage: string
}

interface Props {
  readonly data: RunData
  readonly explanations: StepExplanations
}

const NO_NODES: readonly string[] = []
const LINE = /^#line-(\d+)$/

/** The live run: the train line, and the log and the explanation of the station that is chosen. */
export function RunScreen({ data, explanations }: Props) {
  const t = useText(runView)
  const { run, plan } = data
  const { state } = useRun(run.id, data)
  const status = runStatus(state)
  const moving = status === 'running' || status === 'unwinding'
  const now = useNow(data.now, moving)
  const estimates = useMemo(
    () => Object.fromEntries(Object.entries(data.estimates).map(([step, seconds]) => [step, seconds * 1000])),
    [data.estimates],
  )
  const lines = useMemo(() => trainLines(state, estimates, now), [state, estimates, now])
  const [chosen, setChosen] = useState<Place>()
  const [linkedSeq, setLinkedSeq] = useState<number>()
  const [cancelling, setCancelling] = useState(false)
  const { line, station } = placeOf(lines, chosen)
  const view = useRunLog(run.id)
  const log = view.linesOf(station?.nodes ?? NO_NODES)
  const commands = useRunCommands(run.id)
  const wait = useRunWait(run.id, data.waiting, moving)
  const sentence = (moving && waitSentence(wait, now - run.createdAt, t)) || runSentence(state, lines)
  const startedAt = state.startedAt ?? run.createdAt
  const elapsedMs = (moving ? now : (state.lastEventAt ?? now)) - startedAt

  const link = useCallback((seq: number) => {
    setLinkedSeq(seq)
    history.replaceState(null, '', `#line-${seq}`)
  }, [])

  useEffect(() => {
    const seq = Number(LINE.exec(location.hash)?.[1])
    if (Number.isSafeInteger(seq)) setLinkedSeq(seq)
  }, [])
  // A link to a line opens the station that wrote it, once the line is here.
  const linkedNode = linkedSeq === undefined ? undefined : view.lineAt(linkedSeq)?.node
  useEffect(() => {
    const node = plan.nodes.find((one) => one.id === linkedNode)
    if (node !== undefined) setChosen({ lane: node.lane, stage: node.stage })
  }, [linkedNode, plan.nodes])

  useShortcut('f', t.nextFailure, () => {
    const failed = placesOf(lines).filter(({ station: one }) => one.status === 'failed' || one.status === 'stuck')
    const at = failed.findIndex(({ line: of, station: one }) => of.lane === line?.lane && one.stage === station?.stage)
    const next = failed[(at + 1) % Math.max(1, failed.length)]
    if (next !== undefined) setChosen({ lane: next.line.lane, stage: next.station.stage })
  })

  const failure = station?.error
  const isPracticeCluster = run.practice && run.subject.type === 'cluster'
  const practice = usePracticeState(run.subject.id, isPracticeCluster && failure !== undefined)
  const simulated = practice.state?.machines.find(
    (machine) => machine.machineId === line?.lane && machine.trouble !== 'none',
  )
  const steps = (station?.nodes ?? []).flatMap((id) => {
    const step = plan.nodes.find((node) => node.id === id)?.step
    return step === undefined ? [] : (explanations[step] ?? [])
  })
  const failedNode = station?.nodes.find((id) => ['failed', 'stuck'].includes(state.nodes[id]?.status ?? ''))
  const waitsFor = (station?.waitsFor ?? []).flatMap((id) => {
    const node = plan.nodes.find((one) => one.id === id)
    const lane = plan.lanes.find((one) => one.id === node?.lane)
    return node === undefined || lane === undefined ? [] : `${node.stage} on ${lane.title}`
  })

  return (
    <>
      <RunHeader
        crumbs={[...crumbsOf(run, t.clusters), { label: t.run(run.number) }]}
        title={run.title}
        practice={run.practice}
        sentence={sentence}
        elapsedMs={elapsedMs}
        lastTimeMs={data.lastTimeMs ?? undefined}
        remainingMs={moving ? remainingMs(state, estimates, now) : undefined}
        finished={!moving}
        doneShare={doneShareOf(state)}
        cancelBlocked={commandBlocked(state, 'cancel')}
        onCancel={() => setCancelling(true)}
      />
      <TrainGrid
        stages={plan.stages}
        lines={lines}
        selected={line && station && { lane: line.lane, stage: station.stage }}
        onSelect={(lane, stage) => setChosen({ lane, stage })}
      />
      <div className={styles['two']}>
        <LogPane
          key={`${line?.lane}/${station?.stage}`}
          title={line?.title ?? ''}
          subtitle={subtitleOf(station, t.attempt, state.nodes[station?.nodes[0] ?? '']?.attempt ?? 0)}
          lines={log}
          startedAt={startedAt}
          downloadHref={`/api/runs/${run.id}/log.txt`}
          linkedSeq={linkedSeq}
          onLink={link}
        />
        <aside aria-label={t.besideLog} className={failure === undefined && moving ? undefined : styles['first']}>
          {status === 'succeeded' || status === 'undone' ? (
            <DoneCard
              run={run}
              effect={data.effect}
              status={status}
              elapsedMs={elapsedMs}
              machines={plan.lanes.length - 1}
              inPart={leftBehind(state).length > 0}
            />
          ) : null}
          {failure === undefined || line === undefined || station === undefined ? null : (
            <FailureCard
              failure={failure}
              machine={line.title}
              stage={station.stage}
              runId={run.id}
              commandError={commands.error}
              commands={commands.forFailure({
                state,
                failed:
                  failedNode === undefined
                    ? undefined
                    : { node: failedNode, stage: station.stage, machine: line.title },
                skipLabel: skipLabelOf(steps),
                unwinding: state.direction === 'unwind',
                bringBack: simulated && (() => practice.bringBack(line.lane)),
              })}
            />
          )}
          {failure === undefined && (status === 'held' || status === 'stuck') ? (
            <div className={styles['resume']}>
              <p>{sentence.sentence}</p>
              <div className={styles['buttons']}>{commands.buttons(state)}</div>
            </div>
          ) : null}
          <ExplainCard machine={line?.title ?? ''} steps={steps} waitsFor={waitsFor} practice={run.practice} />
        </aside>
      </div>
      {commands.dialog}
      {cancelling ? <CancelDialog runId={run.id} onClose={() => setCancelling(false)} /> : null}
    </>
  )
}

function doneShareOf({ plan, nodes }: RunState): number {
  const done = Object.values(nodes).filter((node) => node.status === 'done' || node.status === 'skipped').length
  return plan.nodes.length === 0 ? 1 : done / plan.nodes.length
}

const placesOf = (lines: readonly TrainLine[]) =>
  lines.flatMap((line) => line.stations.flatMap((station) => (station === undefined ? [] : [{ line, station }])))

/** What is chosen; without a choice, what a person most wants to see. */
function placeOf(lines: readonly TrainLine[], chosen: Place | undefined) {
  const shown = chosen === undefined ? stationToShow(lines) : undefined
  const found = placesOf(lines).find(({ line, station }) =>
    chosen === undefined ? station === shown : line.lane === chosen.lane && station.stage === chosen.stage,
  )
  return { line: found?.line, station: found?.station }
}

function subtitleOf(station: Station | undefined, attempt: (n: number) => string, attempts: number): string {
  if (station === undefined) return ''
  return attempts > 1 ? `${station.stage} · ${attempt(attempts)}` : station.stage
}

/** Where it is in the panel: its subject, and the list that this is in. */
function crumbsOf({ subject }: RunSummary, clusters: string): readonly Crumb[] {
  const { type, name, href } = subject
  const lists = type === 'cluster' ? [{ label: clusters, href: paths.clusters() }] : []
  return [...lists, href === null ? { label: name } : { label: name, href }]
}

const skipLabelOf = (steps: readonly { readonly skipLabel: string | undefined }[]) =>
  steps.find((step) => step.skipLabel !== undefined)?.skipLabel
