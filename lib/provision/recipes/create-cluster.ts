import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import type { PlannedApp } from '@/lib/ports/planned-app'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { purposeOf } from '../preflight/purpose-of'
import { smokeTest } from '../steps/cluster/smoke-test'
import { makeSecrets } from '../steps/k3s/secrets'
import type { ClusterExtension, MadeMachines } from './cluster-extension'
import { CLUSTER_LANE, clusterLanes, serverFirst } from './cluster-lanes'
import { addAgent } from './parts/add-agent'
import { awaitReady } from './parts/await-ready'
import { bringUpServer } from './parts/bring-up-server'
import { checkMachine, claimOf, compareMachines } from './parts/check-machine'
import { type AppsAnswer, installApp } from './parts/install-app'
import { setUpK3s } from './parts/set-up-k3s'
import { shareApp } from './parts/share-app'

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
  /** Default: on each machine. */
  readonly appsAnswer?: AppsAnswer
  /** Whether k3s's ingress controller is wanted. Default: no. */
  readonly traefik?: boolean
  readonly nativeSnapshotter?: boolean | undefined
  /** Default: k3s's own networks. */
  readonly clusterCidr?: string | undefined
  readonly serviceCidr?: string | undefined
  /** Of the provider. */
  readonly extension?: ClusterExtension
}

const STAGES = ['Reach', 'Check', 'Prepare', 'Package', 'Install', 'Start', 'Ready', 'Prove', 'App', 'Open']

/** Machines that nobody has to make. */
const THERE: MadeMachines = { after: () => [] }

const stagesWith = ({ prelude, afterReady, closing }: ClusterExtension = {}): readonly string[] => [
  ...(prelude?.stages ?? []),
  ...STAGES.flatMap((stage) => (stage === 'Ready' ? [stage, ...(afterReady?.stages ?? [])] : [stage])),
  ...(closing?.stages ?? []),
]

/**
 * From bare machines to a cluster that proved itself. Nothing is changed on any machine before all have passed their
 * checks; from there on each goes its own way, and waits for nothing but what it needs. The server's files go first
 * over the panel's network, so that agents get and install k3s while the server starts.
 */
export function createClusterPlan(options: CreateClusterOptions): Plan {
  const { clusterName, contextName = clusterName, ownerId, k3sVersion, allowCgroupV1, apps, extension } = options
  const { traefik = false, appsAnswer = 'on-machines' } = options
  const machines = serverFirst(options.machines)
  const builder = new PlanBuilder('create-cluster', {
    lanes: clusterLanes(clusterName, machines),
    stages: stagesWith(extension),
  })
  const site = { builder, machines }
  const [firstStage = 'Reach'] = extension?.prelude?.stages ?? []
  const claims = machines.map((machine) => ({ machine, claimed: claimOf(builder, machine, firstStage) }))
  const made = extension?.prelude?.add({ ...site, ownerId, claimed: claims.map(({ claimed }) => claimed) }) ?? THERE
  const cloudOf = (machine: PlannedMachine) => (made.cloud === undefined ? {} : { cloud: made.cloud(machine) })
  const purpose = purposeOf({ ...options, traefik }, appsAnswer === 'on-machines' ? apps : [])
  const { clusterCidr, serviceCidr } = purpose
  const secrets = builder.add('cluster/k3s.secrets', makeSecrets, { ownerId }, { lane: CLUSTER_LANE, stage: 'Check' })
  const checked = claims.map(({ machine, claimed }) =>
    checkMachine(builder, machine, { ...purpose, claimed, after: made.after(machine) }),
  )
  const compared = compareMachines(builder, checked)
  const [first, ...others] = checked
  if (first === undefined || first.machine.role !== 'server') throw new Error('a cluster has a server')
  const head = setUpK3s(builder, first, { k3sVersion, compared })
  const agents = others.map((agent) => setUpK3s(builder, agent, { k3sVersion, compared, before: head.delivered }))

  const { server, access } = bringUpServer(builder, head, {
    secrets,
    allowCgroupV1,
    traefik,
    ...(clusterCidr === undefined ? {} : { clusterCidr }),
    ...(serviceCidr === undefined ? {} : { serviceCidr }),
    contextName,
    ownerId,
    ...cloudOf(head.machine),
  })
  const ready = [
    awaitReady(builder, head.machine, { access, k3sVersion, started: server }),
    ...agents.map((agent) => {
      const started = addAgent(builder, agent, { server, secrets, allowCgroupV1, ...cloudOf(agent.machine) })
      return awaitReady(builder, agent.machine, { access, k3sVersion, started })
    }),
  ]
  builder.add('cluster/smoke-test', smokeTest, { access }, { lane: CLUSTER_LANE, stage: 'Prove', after: ready })
  const settled = extension?.afterReady?.add({ ...site, access, ready }) ?? []
  const installed = apps.map((app) =>
    installApp(builder, shareApp(builder, app), {
      machines: [head, ...agents].map((each) => ({ machine: each.machine, host: each.package, after: each.ready })),
      imageStage: 'Install',
      access,
      partOfCluster: true,
      appsAnswer,
      after: [...ready, ...settled],
    }),
  )
  extension?.closing?.add({ ...site, access, after: [...settled, ...installed] })
  return builder.build()
}
