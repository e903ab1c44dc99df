'use client'

import { CloudAlertList, type CloudAlerts } from '@/components/cloud-sweep/cloud-alerts'
import { ClusterGrid } from '@/components/clusters/clusters-view'
import { useClusters } from '@/components/clusters/use-clusters'
import { useLiveLists } from '@/components/clusters/use-live-lists'
import { useMachines } from '@/components/machines/use-machines'
import { FirstCluster } from '@/components/practice/first-cluster'
import { PracticeBadge } from '@/components/practice/practice-badge'
import { ConnectionBadge } from '@/components/shell/connection-badge'
import { useText } from '@/components/text'
import { LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Led } from '@/components/ui/led'
import { Notice } from '@/components/ui/notice'
import { PageHeader, SectionTitle } from '@/components/ui/page-header'
import { Sentence } from '@/components/ui/sentence'
import type { ListedCluster } from '@/lib/contracts/clusters'
import type { ListedMachine } from '@/lib/contracts/machines'
import type { RunSummary } from '@/lib/contracts/runs'
import { isUsable, machineState, needsPerson } from '@/lib/shared/machine-state'
import { paths } from '@/lib/shared/paths'
import { clusters } from '@/messages/clusters'
import { RunCard } from './run-card'

interface Props {
  readonly name: string
  readonly clusters: readonly ListedCluster[]
  readonly machines: readonly ListedMachine[]
  readonly alerts: CloudAlerts
}

const NO_NAMES: readonly string[] = []
const goesOn = (run: RunSummary) => run.status === 'running' || run.status === 'unwinding'
const waits = (run: RunSummary) => run.status === 'held' || run.status === 'stuck'

/** What is, what goes on, what needs somebody, and the one next action. */
export function HomeView({ name, clusters: initialClusters, machines: initialMachines, alerts }: Props) {
  const t = useText(clusters)
  const list = useClusters(initialClusters)
  const machines = useMachines(initialMachines).data ?? initialMachines
  const connection = useLiveLists()
  const runs = list.flatMap((cluster) => cluster.latestRun ?? [])
  const waiting = runs.filter(waits)
  const running = runs.filter(goesOn)
  const create = (
    <LinkButton kind="primary" size="large" href={paths.newCluster()}>
      {t.create}
    </LinkButton>
  )
  if (list.length === 0) {
    return (
      <>
        <PageHeader title={t.welcome(name)} />
        <CloudAlertList initial={alerts} />
        <FirstCluster takenNames={NO_NAMES} />
        {machines.length === 0 ? null : <Machines machines={machines} />}
      </>
    )
  }
  return (
    <>
      <PageHeader title={t.home} badge={<ConnectionBadge connection={connection} />}>
        {create}
      </PageHeader>
      <CloudAlertList initial={alerts} />
      {waiting.length === 0 && running.length === 0 ? (
        <Sentence tone="ok" lead={t.nothingNeeds}>
          {t.clustersReady(list.filter((cluster) => cluster.phase === 'ready').length)}
        </Sentence>
      ) : null}
      {waiting.length === 0 ? null : (
        <section aria-label={t.needsYou} className="flex flex-col gap-2">
          {waiting.map((run) => (
            <Notice
              key={run.id}
              tone="bad"
              action={
                <LinkButton kind="primary" size="small" href={run.href}>
                  {t.openRun}
                </LinkButton>
              }
            >
              <strong className="font-semibold">{run.subject.name}.</strong> {t.runNeedsYou(run.title)}
              {run.practice ? (
                <span className="ml-2">
                  <PracticeBadge />
                </span>
              ) : null}
            </Notice>
          ))}
        </section>
      )}
      {running.length === 0 ? null : (
        <>
          <SectionTitle>{t.homeRuns}</SectionTitle>
          <div className="grid gap-3 lg:grid-cols-2">
            {running.map((run) => (
              <RunCard key={run.id} run={run} />
            ))}
          </div>
        </>
      )}
      <SectionTitle>{t.homeClusters}</SectionTitle>
      <ClusterGrid list={list} />
      <Machines machines={machines} />
    </>
  )
}

function Machines({ machines }: { readonly machines: readonly ListedMachine[] }) {
  const t = useText(clusters)
  const todo = machines.filter(needsPerson)
  const free = machines.filter((machine) => machineState(machine) !== 'taken')
  return (
    <>
      <SectionTitle
        action={
          <LinkButton size="small" kind="quiet" href={paths.machines()}>
            {t.allMachines}
          </LinkButton>
        }
      >
        {t.homeMachines}
      </SectionTitle>
      <Card className="flex flex-col gap-3">
        <p>
          {machines.length === 0 ? t.noMachines : t.homeMachinesLead(free.filter(isUsable).length, machines.length)}
        </p>
        {todo.slice(0, 5).map((machine) => (
          <div key={machine.id} className="flex flex-wrap items-center gap-3 text-sm">
            <Led tone="warn" />
            <span className="flex-1">{t.machineNeedsYou(machine.name)}</span>
            <LinkButton size="small" href={paths.machine({ machineId: machine.id })}>
              {t.openMachine}
            </LinkButton>
          </div>
        ))}
      </Card>
    </>
  )
}
