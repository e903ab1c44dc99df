import { type Plan, PlanBuilder, type Ref } from '@/lib/engine/plan'
import type { PlannedApp } from '@/lib/ports/planned-app'
import type { MachineTarget } from '@/lib/ports/remote-host'
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
import { CLUSTER_LANE, type ClusterMachine, clusterLanes, serverFirst } from './cluster-lanes'

export interface CreateClusterOptions {
  readonly clusterName: string
  /** Of the kubeconfig; the cluster's name by default. */
  readonly contextName?: string
  readonly ownerId: string
  readonly k3sVersion: string
  readonly allowCgroupV1: boolean
  /** One server, any number of agents. */
  readonly machines: readonly ClusterMachine[]
  readonly apps: readonly PlannedApp[]
}

const STAGES = ['Reach', 'Check', 'Prepare', 'Package', 'Install', 'Start', 'Ready', 'Prove', 'App', 'Open'] as const
type Stage = (typeof STAGES)[number]

/** A machine on its way through the recipe. */
interface Prepared extends ClusterMachine {
  readonly seen: Ref<PreflightOutput>
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
  private readonly machines: readonly ClusterMachine[]
  private readonly builder: PlanBuilder

  constructor(options: CreateClusterOptions) {
    this.options = options
    this.machines = serverFirst(options.machines)
    this.builder = new PlanBuilder('create-cluster', {
      lanes: clusterLanes(options.clusterName, this.machines),
      stages: STAGES,
    })
  }

  build(): Plan {
    const { allowCgroupV1, clusterName, contextName = clusterName, ownerId, apps } = this.options
    const secrets = this.builder.add('cluster/k3s.secrets', makeSecrets, { ownerId }, this.cluster('Check'))
    const seen = this.machines.map((machine) => this.check(machine))
    const compared = this.builder.add(
      'cluster/host.compare',
      compareHosts,
      { machines: seen.map(({ target: { name, address }, seen }) => ({ name, address, seen })) },
      this.cluster('Check'),
    )
    const [first, ...others] = seen
    if (first === undefined || first.role !== 'server') throw new Error('a cluster has a server')
    const server = { ...first, installed: this.install(first, compared) }
    const { delivered } = server.installed
    const agents = others.map((agent) => ({ ...agent, installed: this.install(agent, compared, delivered) }))

    const { target: machine } = server
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
    const agentsReady = agents.map(({ target, seen, installed }) => {
      const joined = this.builder.add(
        `${target.name}/k3s.join`,
        joinAgent,
        { machine: target, seen, server: running, secrets, allowCgroupV1 },
        this.at(target, 'Start', installed.ready),
      )
      return this.ready({ target }, access, joined)
    })
    const ready = [serverReady, ...agentsReady]
    this.builder.add('cluster/smoke-test', smokeTest, { access }, this.cluster('Prove', ready))
    for (const app of apps) this.installApp(app, [server, ...agents], access, ready)
    return this.builder.build()
  }

  /** Reach, claim and look: changes nothing on the machine. */
  private check(machine: ClusterMachine): ClusterMachine & Pick<Prepared, 'seen'> {
    const { target, role } = machine
    const { k3sVersion, allowCgroupV1 } = this.options
    const claimed = this.builder.add(
      `${target.name}/k3s.claim`,
      claimMachine,
      { machine: target },
      this.at(target, 'Reach'),
    )
    const reached = this.builder.add(
      `${target.name}/host.reach`,
      reachHost,
      { machine: target },
      this.at(target, 'Reach', [claimed]),
    )
    const seen = this.builder.add(
      `${target.name}/host.preflight`,
      preflightHost,
      { machine: target, role, k3sVersion, allowCgroupV1 },
      this.at(target, 'Check', [reached]),
    )
    return { ...machine, seen }
  }

  /** @param before what has to be over before anything is sent to this machine */
  private install(
    { target, seen }: ClusterMachine & Pick<Prepared, 'seen'>,
    compared: Ref<unknown>,
    before: readonly Ref<unknown>[] = [],
  ): Installed {
    const { k3sVersion } = this.options
    const machine = target
    const prepared = this.builder.add(
      `${target.name}/host.prepare`,
      prepareHost,
      { machine, seen },
      this.at(target, 'Prepare', [compared]),
    )
    const delivered = this.builder.add(
      `${target.name}/k3s.package`,
      deliverPackage,
      { machine, seen, k3sVersion },
      this.at(target, 'Package', [prepared, ...before]),
    )
    const images = this.builder.add(
      `${target.name}/k3s.images`,
      deliverImages,
      { machine, seen, k3sVersion },
      this.at(target, 'Package', [prepared, ...before]),
    )
    const installed = this.builder.add(
      `${target.name}/k3s.install`,
      installK3s,
      { machine, delivered },
      this.at(target, 'Install'),
    )
    return { package: delivered, delivered: [delivered, images], ready: [installed, images] }
  }

  private ready(
    { target }: Pick<ClusterMachine, 'target'>,
    access: Ref<ClusterAccess>,
    started: Ref<unknown>,
  ): Ref<unknown> {
    const { k3sVersion } = this.options
    return this.builder.add(
      `${target.name}/k3s.node-ready`,
      nodeReady,
      { machine: target, access, k3sVersion },
      this.at(target, 'Ready', [started]),
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
        : machines.map(({ target, installed }) =>
            this.builder.add(
              `${target.name}/app.side-load/${app.id}`,
              sideLoadApp,
              { target, host: installed.package, app },
              this.at(target, 'Install', installed.ready),
            ),
          )
    const deployed = this.builder.add(
      `cluster/app.deploy/${app.id}`,
      deployApp,
      { access, app, partOfCluster: true },
      this.cluster('App', [...loaded, ...ready]),
    )
    const answers = machines.map(({ target }) =>
      this.builder.add(
        `${target.name}/app.answers/${app.id}`,
        appAnswers,
        { machine: { name: target.name, address: target.address }, app },
        this.at(target, 'Open', [deployed]),
      ),
    )
    this.builder.add(`cluster/app.record/${app.id}`, recordApp, { app, answers }, this.cluster('Open'))
  }

  private at(machine: MachineTarget, stage: Stage, after: readonly Ref<unknown>[] = []) {
    return { lane: machine.machineId, stage, after }
  }

  private cluster(stage: Stage, after: readonly Ref<unknown>[] = []) {
    return { lane: CLUSTER_LANE, stage, after }
  }
}
