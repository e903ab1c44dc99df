import { z } from 'zod'
import { appById } from '@/lib/apps/catalogue'
import { planApp } from '@/lib/apps/plan-app'
import type { AppRun, InstallRequest } from '@/lib/contracts/apps'
import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { registryImageOf } from '@/lib/db/registry-images'
import { changeableClusters } from '@/lib/features/clusters/visible-clusters'
import { chosenMachine, plannedMachines } from '@/lib/features/machines/planned-machines'
import { assertMay } from '@/lib/features/policy'
import { startRun } from '@/lib/features/runs/start-run'
import { findProvider } from '@/lib/providers/find-provider'
import { type AppMachine, installAppPlan } from '@/lib/provision/recipes/install-app'
import { removeAppPlan } from '@/lib/provision/recipes/remove-app'

/**
 * Starts the run that puts an app on a cluster. Throws `app-unknown`, `not-found`, `app-installed`, `subject-busy`,
 * `cluster-has-no-access`, `machine-not-ready`.
 */
export async function installApp(
  actor: Actor,
  clusterId: string,
  { app: id, replicas }: InstallRequest,
): Promise<AppRun> {
  assertMay(actor, 'apps.install')
  const app = appById(id)
  const cluster = await clusterForApps(actor, clusterId)
  if (cluster.apps.some((installed) => installed.app === id)) {
    throw new AppError('app-installed', { userMessage: `${app.title} is on ${cluster.name} already.` })
  }
  const registryImage = await registryImageOf(id)
  const planned = planApp(app, {
    clusterId,
    ...(replicas === undefined ? {} : { replicas }),
    ...(registryImage === undefined ? {} : { registryImage }),
  })
  const machines = await machinesFor(actor, cluster)
  const { appsAnswer } = findProvider(cluster.provider).recipe({
    clusterId,
    definition: cluster.definition,
    machines: machines.map(({ machine }) => machine),
  })
  const plan = installAppPlan({
    app: planned,
    access: cluster.access,
    machines,
    ...(appsAnswer === undefined ? {} : { appsAnswer }),
  })
  const { number } = await startRun(actor, {
    subject: { type: 'cluster', id: clusterId },
    title: `Installing ${app.title}`,
    plan,
  })
  return { runNumber: number }
}

/** Starts the run that takes an app off a cluster. Throws as `installApp`; `app-not-installed`. */
export async function removeApp(actor: Actor, clusterId: string, id: string): Promise<AppRun> {
  assertMay(actor, 'apps.install')
  const app = appById(id)
  const cluster = await clusterForApps(actor, clusterId)
  if (!cluster.apps.some((installed) => installed.app === id)) {
    throw new AppError('app-not-installed', { userMessage: `${app.title} is not on ${cluster.name}.` })
  }
  const planned = planApp(app, { clusterId })
  const machines = await machinesFor(actor, cluster)
  const plan = removeAppPlan({ app: planned, access: cluster.access, machines: machines.map(({ machine }) => machine) })
  const { number } = await startRun(actor, {
    subject: { type: 'cluster', id: clusterId },
    title: `Removing ${app.title}`,
    plan,
  })
  return { runNumber: number }
}

async function clusterForApps(actor: Actor, clusterId: string) {
  const cluster = await db().cluster.findFirst({
    where: { id: clusterId, deletedAt: null, AND: changeableClusters(actor) },
    select: {
      name: true,
      provider: true,
      definition: true,
      kubeconfigSecretId: true,
      apps: { select: { app: true } },
      machines: {
        select: { id: true, clusterRole: true, facts: true },
        orderBy: [{ position: 'asc' }, { name: 'asc' }],
      },
    },
  })
  if (cluster === null) throw notFound('cluster')
  const { kubeconfigSecretId, ...rest } = cluster
  if (kubeconfigSecretId === null) {
    throw new AppError('cluster-has-no-access', {
      userMessage: `${cluster.name} cannot take apps yet: its run has not come so far, or it is being deleted.`,
    })
  }
  return { ...rest, access: { kubeconfigSecretId } }
}

/** Seen by preflight, before the machine became a part of any cluster. */
const Facts = z.object({ architecture: z.enum(['amd64', 'arm64', 'arm']) })

async function machinesFor(
  actor: Actor,
  { machines }: Pick<Awaited<ReturnType<typeof clusterForApps>>, 'machines'>,
): Promise<readonly AppMachine[]> {
  const planned = await plannedMachines(actor, machines.map(chosenMachine))
  return planned.map((machine) => {
    const facts = Facts.safeParse(machines.find(({ id }) => id === machine.machineId)?.facts)
    if (facts.success) return { machine, architecture: facts.data.architecture }
    throw new AppError('machine-not-ready', {
      userMessage: `BuzzCrate does not know the processor of ${machine.name} yet. Check the machine first.`,
      details: { machine: machine.name },
    })
  })
}
