import { type Plan, PlanBuilder, type Ref } from '@/lib/engine/plan'
import type { PlannedApp } from '@/lib/ports/planned-app'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { appAnswers, recordApp } from '../steps/app/answers'
import { deployApp } from '../steps/app/deploy'
import { sideLoadApp } from '../steps/app/side-load'
import type { ClusterAccess } from '../steps/cluster/access'
import { smokeTest } from '../steps/cluster/smoke-test'
import { compareHosts } from '../steps/host/compare'
import { type PreflightOutput, preflightHost } from '../steps/host/preflight'
import { prepareHost } from '../steps/host/prepare'
import { reachHost } from '../steps/host/reach'
import { claimMachine } from '../steps/k3s/claim'
import { deliverImages, deliverPackage } from '../steps/k3s/deliver'
import { installK3s } from '../steps/k3s/install'
import { joinAgent } from '../steps/k3s/join'
import { fetchKubeconfig } from '../steps/k3s/kubeconfig'
import { nodeReady } from '../steps/k3s/node-ready'
import { makeSecrets } from '../steps/k3s/secrets'
import { startServer } from '../steps/k3s/start-server'
import type { ClusterExtension } from './cluster-extension'
import { CLUSTER_LANE, clusterLanes, serverFirst } from './cluster-lanes'

export interface CreateClusterOptions {
  readonly clusterName: string
  /** Of the kubeconfig; the cluster's name by default. */
  readonly contextName?: string
  readonly ownerId: string
  readonly k3sVersion: string
  readonly allowCgroupV1: boolean
  /** One server, any number of agents. */
  readonly machines: readonly PlannedMachine[]
  readonly apps: readonly PlannedApp[]
  /** Of the provider. */
  readonly extension?: ClusterExtension
}

const STAGES = ['Reach', 'Check', 'Prepare', 'Package', 'Install', 'Start', 'Ready', 'Prove', 'App', 'Open'] as const
type Stage = (typeof STAGES)[number]

const stagesWith = ({ prelude, afterReady }: ClusterExtension = {}): readonly string[] => [
  ...(prelude?.stages ?? []),
  ...STAGES.flatMap((stage) => (stage === 'Ready' ? [stage, ...(afterReady?.stages ?? [])] : [stage])),
]

interface Seen {
  readonly machine: PlannedMachine
  readonly seen: Ref<PreflightOutput>
}
/** A machine on its way through the recipe. */
interface Prepared extends Seen {
  readonly installed: Installed
}
interface Installed {
  readonly package: Ref<{ readonly architecture: 'amd64' | 'arm64' | 'arm' }>
  /** What was brought to the machine. */
  readonly delivered: readonly Ref<unknown>[]
  /** Everything that k3s's start waits for. */
  readonly ready: readonly Ref<unknown>[]
}

/**
 * From bare machines to a cluster that proved itself. Nothing is changed on any machine before all have passed their
 * checks; from there on each goes its own way, and waits for nothing but what it needs. The server's files go first
 * over the panel's network, so that agents get and install k3s while the server starts.
 */
export function createClusterPlan(options: CreateClusterOptions): Plan {
  return new CreateCluster(options).build()
}

class CreateCluster {
  private readonly options: CreateClusterOptions
  private readonly machines: readonly PlannedMachine[]
  private readonly builder: PlanBuilder

  constructor(options: CreateClusterOptions) {
    this.options = options
    this.machines = serverFirst(options.machines)
    this.builder = new PlanBuilder('create-cluster', {
      lanes: clusterLanes(options.clusterName, this.machines),
      stages: stagesWith(options.extension),
    })
  }

  build(): Plan {
    const { allowCgroupV1, clusterName, contextName = clusterName, ownerId, apps, extension } = this.options
    const site = { builder: this.builder, machines: this.machines }
    const made = extension?.prelude?.add(site) ?? (() => [])
    const secrets = this.builder.add('cluster/k3s.secrets', makeSecrets, { ownerId }, this.cluster('Check'))
    const seen = this.machines.map((machine) => this.check(machine, made(machine)))
    const compared = this.builder.add(
      'cluster/host.compare',
      compareHosts,
      { machines: seen.map(({ machine: { name }, seen }) => ({ name, seen })) },
      this.cluster('Check'),
    )
    const [first, ...others] = seen
    if (first === undefined || first.machine.role !== 'server') throw new Error('a cluster has a server')
    const server = { ...first, installed: this.install(first, compared) }
    const { delivered } = server.installed
    const agents = others.map((agent) => ({ ...agent, installed: this.install(agent, compared, delivered) }))

    const { machine } = server
    const running = this.builder.add(
      `${machine.name}/k3s.start-server`,
      startServer,
      { machine, seen: server.seen, secrets, allowCgroupV1 },
      this.at(machine, 'Start', server.installed.ready),
    )
    const access = this.builder.add(
      'cluster/k3s.kubeconfig',
      fetchKubeconfig,
      { machine, server: running, clusterName: contextName, ownerId },
      this.cluster('Start'),
    )
    const serverReady = this.ready(server, access, running)
    const agentsReady = agents.map((agent) => {
      const { machine, seen, installed } = agent
      const joined = this.builder.add(
        `${machine.name}/k3s.join`,
        joinAgent,
        { machine, seen, server: running, secrets, allowCgroupV1 },
        this.at(machine, 'Start', installed.ready),
      )
      return this.ready(agent, access, joined)
    })
    const ready = [serverReady, ...agentsReady]
    this.builder.add('cluster/smoke-test', smokeTest, { access }, this.cluster('Prove', ready))
    const settled = extension?.afterReady?.add({ ...site, access, ready }) ?? []
    for (const app of apps) this.installApp(app, [server, ...agents], access, [...ready, ...settled])
    return this.builder.build()
  }

  /** Reach, claim and look: changes nothing on the machine. */
  private check(machine: PlannedMachine, made: readonly Ref<unknown>[]): Seen {
    const { k3sVersion, allowCgroupV1 } = this.options
    const claimed = this.builder.add(
      `${machine.name}/k3s.claim`,
      claimMachine,
      { machine },
      this.at(machine, 'Reach', made),
    )
    const reached = this.builder.add(
      `${machine.name}/host.reach`,
      reachHost,
      { machine },
      this.at(machine, 'Reach', [claimed]),
    )
    const seen = this.builder.add(
      `${machine.name}/host.preflight`,
      preflightHost,
      { machine, role: machine.role, k3sVersion, allowCgroupV1 },
      this.at(machine, 'Check', [reached]),
    )
    return { machine, seen }
  }

  /** @param before what has to be over before anything is sent to this machine */
  private install({ machine, seen }: Seen, compared: Ref<unknown>, before: readonly Ref<unknown>[] = []): Installed {
    const { k3sVersion } = this.options
    const prepared = this.builder.add(
      `${machine.name}/host.prepare`,
      prepareHost,
      { machine, seen },
      this.at(machine, 'Prepare', [compared]),
    )
    const delivered = this.builder.add(
      `${machine.name}/k3s.package`,
      deliverPackage,
      { machine, seen, k3sVersion },
      this.at(machine, 'Package', [prepared, ...before]),
    )
    const images = this.builder.add(
      `${machine.name}/k3s.images`,
      deliverImages,
      { machine, seen, k3sVersion },
      this.at(machine, 'Package', [prepared, ...before]),
    )
    const installed = this.builder.add(
      `${machine.name}/k3s.install`,
      installK3s,
      { machine, delivered },
      this.at(machine, 'Install'),
    )
    return { package: delivered, delivered: [delivered, images], ready: [installed, images] }
  }

  private ready({ machine }: Seen, access: Ref<ClusterAccess>, started: Ref<unknown>): Ref<unknown> {
    const { k3sVersion } = this.options
    return this.builder.add(
      `${machine.name}/k3s.node-ready`,
      nodeReady,
      { machine, access, k3sVersion },
      this.at(machine, 'Ready', [started]),
    )
  }

  private installApp(
    app: PlannedApp,
    machines: readonly Prepared[],
    access: Ref<ClusterAccess>,
    ready: readonly Ref<unknown>[],
  ): void {
    const loaded =
      app.imageComes === 'registry'
        ? []
        : machines.map(({ machine, installed }) =>
            this.builder.add(
              `${machine.name}/app.side-load/${app.id}`,
              sideLoadApp,
              { target: machine, host: installed.package, app },
              this.at(machine, 'Install', installed.ready),
            ),
          )
    const deployed = this.builder.add(
      `cluster/app.deploy/${app.id}`,
      deployApp,
      { access, app, partOfCluster: true },
      this.cluster('App', [...loaded, ...ready]),
    )
    const answers = machines.map(({ machine }) =>
      this.builder.add(
        `${machine.name}/app.answers/${app.id}`,
        appAnswers,
        { machine, app },
        this.at(machine, 'Open', [deployed]),
      ),
    )
    this.builder.add(`cluster/app.record/${app.id}`, recordApp, { app, answers }, this.cluster('Open'))
  }

  private at(machine: PlannedMachine, stage: Stage, after: readonly Ref<unknown>[] = []) {
    return { lane: machine.machineId, stage, after }
  }

  private cluster(stage: Stage, after: readonly Ref<unknown>[] = []) {
    return { lane: CLUSTER_LANE, stage, after }
  }
}
