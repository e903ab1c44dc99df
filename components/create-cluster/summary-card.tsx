'use client'

import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { FactsList } from '@/components/ui/facts-list'
import { Notice } from '@/components/ui/notice'
import type { Failure } from '@/lib/core/errors'
import {
  type ClusterDraft,
  chosenRelease,
  DRAFT_STEPS,
  type DraftChoices,
  type DraftProblem,
  type DraftStep,
} from '@/lib/shared/cluster-draft'
import { clockDuration } from '@/lib/shared/run-view/format-duration'
import { createCluster } from '@/messages/create-cluster'
import { problemText } from './step-review'

interface Props {
  readonly draft: ClusterDraft
  readonly choices: DraftChoices
  readonly problems: readonly DraftProblem[]
  /** How long the latest cluster of this kind took to make. */
  readonly lastTimeMs: number | undefined
  readonly creating: boolean
  readonly failure: Failure | undefined
  readonly onGo: (step: DraftStep) => void
  readonly onCreate: () => void
}

/** What it will be and what it costs, beside every step; and the one button that goes on, or says what is missing. */
export function SummaryCard({ draft, choices, problems, lastTimeMs, creating, failure, onGo, onCreate }: Props) {
  const t = useText(createCluster)
  const nameOf = (machineId: string) => choices.machines.find((machine) => machine.id === machineId)?.name ?? machineId
  const server = draft.machines.find((one) => one.role === 'server')
  const agents = draft.machines.filter((one) => one.role === 'agent')
  const release = chosenRelease(draft, choices.releases)
  const titles = draft.apps.map((id) => choices.apps.find((app) => app.id === id)?.title ?? id)
  const place = DRAFT_STEPS.indexOf(draft.step)
  const next = DRAFT_STEPS[place + 1]
  const previous = DRAFT_STEPS[place - 1]
  const here = problems.filter((problem) => problem.step === draft.step)
  const [first] = here
  return (
    <Card className="lg:sticky lg:top-5">
      <h2 className="text-soft">{t.summaryTitle(draft.name, draft.machines.length)}</h2>
      <p className="font-mono text-2xl font-semibold tracking-tight">{t.free}</p>
      <p className="text-xs text-faint">{t.freeHint}</p>
      <FactsList
        className="mt-3 mb-4"
        facts={[
          { name: t.server, value: server === undefined ? t.notChosen : nameOf(server.machineId) },
          {
            name: t.agents,
            value: agents.length === 0 ? t.none : agents.map((one) => nameOf(one.machineId)).join(', '),
          },
          { name: t.k3s, value: release === undefined ? t.notChosen : release.version },
          { name: t.apps, value: titles.length === 0 ? t.none : titles.join(', ') },
          { name: t.lastTime, value: lastTimeMs === undefined ? t.firstTime : clockDuration(lastTimeMs) },
        ]}
      />
      {failure === undefined ? null : (
        <Notice tone="bad" role="alert" className="mb-3">
          {failure.userMessage}
        </Notice>
      )}
      <div className="flex flex-col gap-2">
        {next === undefined ? (
          <Button
            kind="primary"
            size="large"
            busy={creating}
            blockedBy={problems.length === 0 ? undefined : problems.map((problem) => problemText(problem, t)).join(' ')}
            onClick={onCreate}
          >
            {creating ? t.creating : problems.length === 0 ? t.create(draft.name) : t.fixFirst(problems.length)}
          </Button>
        ) : (
          <Button
            kind="primary"
            size="large"
            blockedBy={first === undefined ? undefined : problemText(first, t)}
            onClick={() => onGo(next)}
          >
            {first === undefined ? t.next(t.steps[next]) : problemText(first, t)}
          </Button>
        )}
        {previous === undefined ? null : (
          <Button kind="quiet" onClick={() => onGo(previous)}>
            {t.back}
          </Button>
        )}
      </div>
      <p className="mt-2 text-xs text-faint">{t.cancelHint}</p>
    </Card>
  )
}
