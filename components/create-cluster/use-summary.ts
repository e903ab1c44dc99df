import { useText } from '@/components/text'
import type { Fact } from '@/components/ui/facts-list'
import { type ClusterDraft, chosenRelease, type DraftChoices, type DraftProvider } from '@/lib/shared/cluster-draft'
import { practiceMachineName } from '@/lib/shared/practice/practice-draft'
import { troubleWords } from '@/lib/shared/practice/practice-troubles'
import { clockDuration } from '@/lib/shared/run-view/format-duration'
import { createCluster } from '@/messages/create-cluster'
import { practiceWizard } from '@/messages/practice-wizard'

/** How long the latest cluster of each kind took to make, in milliseconds. */
export type LastTimes = { readonly [Provider in DraftProvider]: number | undefined }

export interface Summary {
  readonly title: string
  readonly facts: readonly Fact[]
  readonly freeHint: string
  readonly cancelHint: string
}

/** What the draft would become, as the card beside every step says it. */
export function useSummary(draft: ClusterDraft, choices: DraftChoices, lastTimes: LastTimes): Summary {
  const t = useText(createCluster)
  const p = useText(practiceWizard)
  const titlesOf = (ids: readonly string[]) =>
    ids.length === 0 ? t.none : ids.map((id) => choices.apps.find((app) => app.id === id)?.title ?? id).join(', ')
  const last = lastTimes[draft.provider]
  const lastTime = { name: t.lastTime, value: last === undefined ? t.firstTime : clockDuration(last) }
  if (draft.provider === 'practice') {
    const { machines, speed, apps, trouble } = draft.practice
    const fails =
      trouble === undefined
        ? []
        : [{ name: p.fails, value: `${trouble.machine}: ${troubleWords[trouble.trouble].title}` }]
    return {
      title: t.summaryTitle(draft.name, machines),
      facts: [
        { name: t.server, value: practiceMachineName(draft.name, 1, draft.practice) },
        { name: t.agents, value: machines === 1 ? t.none : String(machines - 1) },
        { name: p.speed, value: `${p.speeds[speed].title} ×${speed}` },
        ...fails,
        { name: t.apps, value: titlesOf(apps) },
        lastTime,
      ],
      freeHint: p.freeHint,
      cancelHint: p.cancelHint,
    }
  }
  const nameOf = (machineId: string) => choices.machines.find((machine) => machine.id === machineId)?.name ?? machineId
  const server = draft.machines.find((one) => one.role === 'server')
  const agents = draft.machines.filter((one) => one.role === 'agent')
  return {
    title: t.summaryTitle(draft.name, draft.machines.length),
    facts: [
      { name: t.server, value: server === undefined ? t.notChosen : nameOf(server.machineId) },
      { name: t.agents, value: agents.length === 0 ? t.none : agents.map((one) => nameOf(one.machineId)).join(', ') },
      { name: t.k3s, value: chosenRelease(draft, choices.releases)?.version ?? t.notChosen },
      { name: t.apps, value: titlesOf(draft.apps) },
      lastTime,
    ],
    freeHint: t.freeHint,
    cancelHint: t.cancelHint,
  }
}
