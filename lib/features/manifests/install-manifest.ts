import type { AppRun } from '@/lib/contracts/apps'
import type { ManifestRequest } from '@/lib/contracts/manifests'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { clusterForApps, machinesFor } from '@/lib/features/apps/cluster-for-apps'
import { assertMay } from '@/lib/features/policy'
import { startRun } from '@/lib/features/runs/start-run'
import { PlannedApp } from '@/lib/ports/planned-app'
import { changeAppPlan } from '@/lib/provision/recipes/change-app'
import { installAppPlan } from '@/lib/provision/recipes/install-app'
import { lookAtManifest } from './look-at-manifest'
import { planManifest } from './plan-manifest'
import { readManifests } from './read-manifests'

/**
 * Starts the run that puts pasted YAML on a cluster, or changes what was pasted under this name before. Nothing is
 * changed when a line of it is wrong. Throws `manifest-wrong`, `not-found`, `subject-busy`, `cluster-has-no-access`,
 * `machine-not-ready`, and what the cluster throws.
 */
export async function installManifest(actor: Actor, clusterId: string, request: ManifestRequest): Promise<AppRun> {
  assertMay(actor, 'apps.install')
  const { name, yaml } = request
  const { problems } = await lookAtManifest(actor, clusterId, request)
  if (problems.length > 0) throw wrong(problems)
  const cluster = await clusterForApps(actor, clusterId)
  const objects = readManifests(yaml).objects.map(({ object }) => object)
  const app = planManifest(name, objects, { clusterId })
  const { access, appsAnswer } = cluster
  const machines = await machinesFor(actor, cluster)
  const installed = cluster.apps.find((each) => each.app === app.id)
  const before = PlannedApp.safeParse(installed?.planned).data
  const options = { app, access, machines, appsAnswer }
  const openedBefore = { urls: installed?.urls ?? [], hostsLines: [] }
  const { number } = await startRun(actor, {
    subject: { type: 'cluster', id: clusterId },
    title: `${before === undefined ? 'Installing' : 'Changing'} ${name}`,
    plan: before === undefined ? installAppPlan(options) : changeAppPlan({ ...options, before, openedBefore }),
  })
  return { runNumber: number }
}

function wrong(problems: readonly { readonly line: number; readonly problem: string }[]): AppError {
  const sentences = problems.map(({ line, problem }) => `Line ${line}: ${problem}`)
  return new AppError('manifest-wrong', {
    userMessage: `Nothing was changed. ${sentences.slice(0, 3).join(' ')}`,
    details: { fields: sentences.map((problem) => ({ field: 'yaml', problem })) },
  })
}
