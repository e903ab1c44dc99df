import { useText } from '@/components/text'
import type { Fact } from '@/components/ui/facts-list'
import { nameProblem } from '@/lib/shared/cluster-draft'
import { clockDuration } from '@/lib/shared/run-view/format-duration'
import { createCluster } from '@/messages/create-cluster'
import type { WizardContext, WizardProblem } from './wizard-part'

/** What every provider's summary and problems say in the same words. */
export interface CommonFacts {
  /** `hard-crate, 3 machines` */
  title(machines: number): string
  server(name: string): Fact
  /** Names or a number of them; none is said. */
  agents(text: string): Fact
  apps(ids: readonly string[]): Fact
  readonly lastTime: Fact
  /** What is wrong with the name, mended in this step. */
  nameProblems(step: string): readonly WizardProblem[]
}

export function useCommonFacts({ name, takenNames, apps, lastTimeMs }: WizardContext): CommonFacts {
  const t = useText(createCluster)
  const titleOf = (id: string) => apps.find((app) => app.id === id)?.title ?? id
  const wrong = nameProblem(name, takenNames)
  return {
    title: (machines) => t.summaryTitle(name, machines),
    server: (server) => ({ name: t.server, value: server }),
    agents: (agents) => ({ name: t.agents, value: agents === '' ? t.none : agents }),
    apps: (ids) => ({ name: t.apps, value: ids.length === 0 ? t.none : ids.map(titleOf).join(', ') }),
    lastTime: { name: t.lastTime, value: lastTimeMs === undefined ? t.firstTime : clockDuration(lastTimeMs) },
    nameProblems: (step) => (wrong === undefined ? [] : [{ step, text: t.nameProblems[wrong] }]),
  }
}
