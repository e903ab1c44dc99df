import { z } from 'zod'
import { MachineRole } from '@/lib/ports/planned-machine'
import { ClusterRequest } from '@/lib/providers/cluster-request'
import type { Contract } from './endpoint'
import { Id, list, Time } from './field'
import { ClusterPhase, RunSummary } from './runs'

/** A cluster as lists show it. */
export const ListedCluster = z
  .object({
    id: z.string(),
    name: z.string(),
    /** Where its machines come from, e.g. `boards`. */
    provider: z.string(),
    /** Simulated: to be said wherever it is shown. */
    practice: z.boolean(),
    phase: ClusterPhase,
    k3sVersion: z.string(),
    machines: list(z.object({ id: z.string(), name: z.string(), role: MachineRole })),
    /** Ids of the apps that were asked for. */
    apps: list(z.string()),
    createdAt: Time,
    latestRun: RunSummary.optional(),
  })
  .meta({ id: 'Cluster' })
export type ListedCluster = z.infer<typeof ListedCluster>

export const InstalledApp = z
  .object({
    app: z.string(),
    title: z.string(),
    version: z.string(),
    /** Addresses at which it answered, e.g. `http://192.168.1.21:81/?hello`. */
    urls: list(z.string()),
    /** For the hosts file of a computer, where no name server knows its name. */
    hostsLines: list(z.string()),
    /** It came as YAML that somebody pasted, and is not of the catalogue. */
    pasted: z.boolean(),
    /** What was chosen for it; empty for one that an older panel installed. */
    inputs: z.record(z.string(), z.json()),
    /** The catalogue has this version of it. */
    newer: z.string().optional(),
  })
  .meta({ id: 'InstalledApp' })
export type InstalledApp = z.infer<typeof InstalledApp>

/** After the deletion: what was looked for on each machine, and what was found. */
export const DeletionReceipt = z
  .object({
    checkedAt: Time,
    lines: list(z.object({ machine: z.string(), looked: z.string(), left: list(z.string()) })),
  })
  .meta({ id: 'DeletionReceipt' })
export type DeletionReceipt = z.infer<typeof DeletionReceipt>

/** After the removal of an app: what was looked for in the cluster. */
export const AppReceipt = z
  .object({
    app: z.string(),
    title: z.string(),
    checkedAt: Time,
    looked: list(z.string()),
  })
  .meta({ id: 'AppReceipt' })
export type AppReceipt = z.infer<typeof AppReceipt>

/**
 * A cluster's own page, also of one that was deleted. Runs are newest first, machines stand in their order on the desk.
 */
export const ClusterDetail = ListedCluster.extend({
  apiUrl: z.string().nullable(),
  installed: list(InstalledApp),
  /** Of apps that were removed and did not come back. */
  appReceipts: list(AppReceipt),
  /** It was made with k3s's ingress controller. */
  traefik: z.boolean(),
  /** Who gives a Service of type LoadBalancer its address: k3s on every machine, or the cloud. */
  balancer: z.enum(['service-lb', 'cloud']),
  runs: list(RunSummary),
  deletedAt: Time.nullable(),
  receipt: DeletionReceipt.nullable(),
}).meta({ id: 'ClusterDetail' })
export type ClusterDetail = z.infer<typeof ClusterDetail>

/** Exactly what a deletion undoes, a plain sentence each, by machine. */
export const DeletionPlan = z
  .object({
    name: z.string(),
    lines: list(z.object({ where: z.string(), what: list(z.string()) })),
  })
  .meta({ id: 'DeletionPlan' })
export type DeletionPlan = z.infer<typeof DeletionPlan>

/** The name, typed by the person who asks for it. */
export const DeleteRequest = z.object({ name: z.string().max(200) })
export type DeleteRequest = z.infer<typeof DeleteRequest>

export const CreatedCluster = z.object({ clusterId: z.string(), runNumber: z.number() }).meta({ id: 'CreatedCluster' })
export type CreatedCluster = z.infer<typeof CreatedCluster>

/** Something that a person should know before anything is made or paid. */
export const Obstacle = z
  .object({
    /** `blocker`: it cannot be made like this. `advice`: it can. */
    level: z.enum(['blocker', 'advice']),
    /** In plain words, with what it is about. */
    sentence: z.string(),
    wayOut: z.string().optional(),
    /** Of the request, when it is one of them. */
    field: z.string().optional(),
  })
  .meta({ id: 'Obstacle' })
export type Obstacle = z.infer<typeof Obstacle>

/** Where a cluster may live. */
export const ListedProvider = z
  .object({
    id: z.string(),
    /** Simulated: to be said wherever it is shown. */
    practice: z.boolean(),
    /** Whether machines that exist are picked, or some are made for the cluster. */
    machines: z.enum(['pick', 'make']),
    /** Why one can not have another cluster of it now. */
    refusal: z.string().optional(),
  })
  .meta({ id: 'Provider' })
export type ListedProvider = z.infer<typeof ListedProvider>

const params = z.object({ clusterId: Id })

export const clusterEndpoints = {
  'GET /api/clusters': {
    summary: 'The clusters, newest first, without deleted ones.',
    action: 'clusters.read',
    answer: z.object({ clusters: list(ListedCluster) }),
  },
  'POST /api/clusters': {
    summary: 'Makes a cluster and starts its first run.',
    action: 'clusters.create',
    body: ClusterRequest,
    answer: CreatedCluster,
  },
  'POST /api/clusters/preflight': {
    summary: 'What stands in the way of a cluster as it would be asked for. Makes and pays nothing.',
    action: 'clusters.create',
    body: ClusterRequest,
    answer: z.object({ obstacles: list(Obstacle) }),
  },
  'GET /api/providers': {
    summary: 'Where a cluster may live, and why one can not have another there now.',
    action: 'clusters.create',
    answer: z.object({ providers: list(ListedProvider) }),
  },
  'GET /api/clusters/[clusterId]': {
    summary: 'The cluster with its runs, apps and, after its deletion, the receipt.',
    action: 'clusters.read',
    params,
    answer: ClusterDetail,
  },
  'DELETE /api/clusters/[clusterId]': {
    summary: 'Starts the run that takes the cluster off its machines.',
    action: 'clusters.delete',
    params,
    body: DeleteRequest,
    answer: z.object({ runNumber: z.number() }),
  },
  'GET /api/clusters/[clusterId]/deletion': {
    summary: 'What a deletion would undo.',
    action: 'clusters.delete',
    params,
    answer: DeletionPlan,
  },
} as const satisfies Contract
