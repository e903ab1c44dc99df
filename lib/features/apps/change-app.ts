import { appById } from '@/lib/apps/catalogue'
import { planApp } from '@/lib/apps/plan-app'
import type { AppRun, ChangeRequest, InstallRequest, RemoveQuery } from '@/lib/contracts/apps'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { registryImagesOf } from '@/lib/db/registry-images'
import { assertMay } from '@/lib/features/policy'
import { startRun } from '@/lib/features/runs/start-run'
import { PlannedApp } from '@/lib/ports/planned-app'
import { changeAppPlan } from '@/lib/provision/recipes/change-app'
import { installAppPlan } from '@/lib/provision/recipes/install-app'
import { removeAppPlan } from '@/lib/provision/recipes/remove-app'
import { assertOffered } from './assert-offered'
import { type AppCluster, clusterForApps, type InstalledRow, machinesFor } from './cluster-for-apps'

/**
 * Starts the run that puts an app on a cluster. Throws `app-unknown`, `app-not-offered`, `bad-input`, `not-found`,
 * `app-installed`, `subject-busy`, `cluster-has-no-access`, `machine-not-ready`, and what the app refuses.
 */
export async function installApp(
  actor: Actor,
  clusterId: string,
  { app: id, inputs }: InstallRequest,
): Promise<AppRun> {
  assertMay(actor, 'apps.install')
  const app = appById(id)
  const cluster = await clusterForApps(actor, clusterId)
  assertOffered(app, cluster.provider.definition)
  if (cluster.apps.some((installed) => installed.app === id)) {
    throw new AppError('app-installed', { userMessage: `${app.title} is on ${cluster.name} already.` })
  }
  const planned = await planFor(cluster, id, inputs)
  const { access, appsAnswer } = cluster
  const plan = installAppPlan({ app: planned, access, machines: await machinesFor(actor, cluster), appsAnswer })
  return run(actor, clusterId, `Installing ${app.title}`, plan)
}

/**
 * Starts the run that makes an app another one of itself: what is chosen anew, and the version that the catalogue has.
 * Throws as `installApp`; `app-not-installed`, `app-not-kept`.
 */
export async function changeApp(
  actor: Actor,
  clusterId: string,
  id: string,
  { inputs = {} }: ChangeRequest,
): Promise<AppRun> {
  assertMay(actor, 'apps.install')
  const { title, version } = appById(id)
  const cluster = await clusterForApps(actor, clusterId)
  const installed = installedOn(cluster, id, title)
  const before = PlannedApp.safeParse(installed.planned).data
  if (before === undefined) {
    throw new AppError('app-not-kept', {
      userMessage: `An older panel installed ${title}, and did not write down how. Remove it and install it again to change it.`,
    })
  }
  const planned = await planFor(cluster, id, { ...before.inputs, ...inputs })
  const { access, appsAnswer } = cluster
  const machines = await machinesFor(actor, cluster)
  const openedBefore = { urls: installed.urls, hostsLines: installed.hostsLines }
  const plan = changeAppPlan({ app: planned, before, openedBefore, access, machines, appsAnswer })
  return run(actor, clusterId, `${before.version === version ? 'Changing' : 'Upgrading'} ${title}`, plan)
}

/** Starts the run that takes an app off a cluster. Throws as `installApp`; `app-not-installed`. */
export async function removeApp(
  actor: Actor,
  clusterId: string,
  id: string,
  { images = 'remove' }: RemoveQuery = {},
): Promise<AppRun> {
  assertMay(actor, 'apps.install')
  const cluster = await clusterForApps(actor, clusterId)
  const kept = PlannedApp.safeParse(cluster.apps.find(({ app }) => app === id)?.planned).data
  const { title } = kept ?? appById(id)
  installedOn(cluster, id, title)
  // What is there, and not what the catalogue would install now. Older panels did not keep it.
  const app = kept ?? planApp(appById(id), { clusterId })
  const machines = (await machinesFor(actor, cluster)).map(({ machine }) => machine)
  const plan = removeAppPlan({ app, access: cluster.access, machines, keepImages: images === 'keep' })
  return run(actor, clusterId, `Removing ${title}`, plan)
}

async function planFor({ clusterId, traefik }: AppCluster, id: string, inputs: unknown): Promise<PlannedApp> {
  const app = appById(id)
  const registryImages = await registryImagesOf(app.images.map((image) => image.id))
  return planApp(app, { clusterId, inputs, traefik, registryImages })
}

function installedOn(cluster: AppCluster, id: string, title: string): InstalledRow {
  const installed = cluster.apps.find(({ app }) => app === id)
  if (installed !== undefined) return installed
  throw new AppError('app-not-installed', { userMessage: `${title} is not on ${cluster.name}.` })
}

async function run(
  actor: Actor,
  clusterId: string,
  title: string,
  plan: Parameters<typeof startRun>[1]['plan'],
): Promise<AppRun> {
  const { number } = await startRun(actor, { subject: { type: 'cluster', id: clusterId }, title, plan })
  return { runNumber: number }
}
