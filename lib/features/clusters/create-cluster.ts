import { z } from 'zod'
import { appById } from '@/lib/apps/catalogue'
import { planApp } from '@/lib/apps/plan-app'
import type { CreatedCluster } from '@/lib/contracts/clusters'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { type ClusterId, newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { registryImageOf } from '@/lib/db/registry-images'
import { listApps } from '@/lib/features/apps/list-apps'
import { assertReleaseHere } from '@/lib/features/artifacts/assert-release-here'
import { plannedMachines } from '@/lib/features/machines/planned-machines'
import { preflightMachines } from '@/lib/features/machines/preflight-machines'
import { assertMay } from '@/lib/features/policy'
import { startRun } from '@/lib/features/runs/start-run'
import type { Transaction } from '@/lib/features/runs/subject-kind'
import type { Architecture } from '@/lib/ports/artifacts'
import type { PlannedApp } from '@/lib/ports/planned-app'
import type { BoardsRequest } from '@/lib/providers/boards/definition'
import { createClusterPlan } from '@/lib/provision/recipes/create-cluster'

/**
 * Makes a cluster of machines that exist: takes them, writes the cluster down, and starts its run, all or nothing.
 * What the latest visit of each machine says must not speak against it; the run looks again before it changes anything.
 * @throws AppError `not-found`, `cluster-name-taken`, `preflight-blocked`, `machine-taken`, `machine-not-ready`, `app-unknown`,
 *   `artifact-missing`
 */
export async function createCluster(actor: Actor, definition: BoardsRequest): Promise<CreatedCluster> {
  assertMay(actor, 'clusters.create')
  const { name, k3sVersion, allowCgroupV1 } = definition
  const clusterId = newId<ClusterId>()
  await assertNameFree(actor, name)
  await assertFit(actor, definition)
  await assertImages(actor, definition)
  const machines = await plannedMachines(actor, definition.machines)
  await assertReleaseHere(k3sVersion, await architecturesOf(definition))
  const apps = await Promise.all(definition.apps.map((id) => plannedApp(id, clusterId)))
  const plan = createClusterPlan({
    clusterName: name,
    ownerId: actor.userId,
    k3sVersion,
    allowCgroupV1,
    machines,
    apps,
  })
  const { number } = await startRun(
    actor,
    { subject: { type: 'cluster', id: clusterId }, title: `Creating ${name}`, plan },
    (transaction) => write(transaction, actor, clusterId, definition),
  )
  return { clusterId, runNumber: number }
}

async function plannedApp(id: string, clusterId: string): Promise<PlannedApp> {
  const registryImage = await registryImageOf(id)
  return planApp(appById(id), { clusterId, ...(registryImage === undefined ? {} : { registryImage }) })
}

/** As the latest visit of each machine saw them; the checks before this have seen to it that there was one. */
async function architecturesOf({ machines }: BoardsRequest): Promise<readonly Architecture[]> {
  const rows = await db().machine.findMany({
    where: { id: { in: machines.map(({ machineId }) => machineId) } },
    select: { facts: true },
  })
  return rows.flatMap(({ facts }) => MachineFacts.safeParse(facts).data?.architecture ?? [])
}

const MachineFacts = z.object({ architecture: z.enum(['amd64', 'arm64', 'arm']) })

/** Names are unique among a person's clusters: they become contexts in the same kubectl. */
export async function assertNameFree(actor: Actor, name: string): Promise<void> {
  const taken = await db().cluster.findFirst({
    where: { ownerId: actor.userId, name, deletedAt: null, NOT: { phase: 'deleted' } },
    select: { id: true },
  })
  if (taken === null) return
  throw new AppError('cluster-name-taken', {
    userMessage: `You have a cluster named ${name} already. Choose another name, or delete that one first.`,
    details: { fields: [{ field: 'name', problem: `You have a cluster named ${name} already.` }] },
  })
}

async function assertFit(actor: Actor, { machines, k3sVersion, allowCgroupV1 }: BoardsRequest): Promise<void> {
  const judged = await preflightMachines(actor, { machines, k3sVersion, allowCgroupV1, visit: false })
  const blockers = judged.machines.flatMap(({ name, findings }) =>
    findings.filter(({ level }) => level === 'blocker').map(({ sentence }) => `${name}: ${sentence}`),
  )
  if (blockers.length === 0) return
  throw new AppError('preflight-blocked', {
    userMessage: `Nothing was changed. ${blockers.join(' ')}`,
    details: { blockers },
  })
}

/** Better now than in the middle of a run: an app without an image would hold it on every machine. */
async function assertImages(actor: Actor, { apps }: BoardsRequest): Promise<void> {
  const lacking = (await listApps(actor)).find((app) => apps.includes(app.id) && app.images.length === 0)
  if (lacking === undefined) return
  throw new AppError('app-image-missing', {
    userMessage: `Nothing was changed: ${lacking.title} has no image yet. ${lacking.imageNote} Or leave it out for now and install it later.`,
    details: { fields: [{ field: 'apps', problem: `${lacking.title} has no image yet.` }] },
  })
}

/** Two people, or two clicks, may want one machine: the one whose row was still free has it. */
async function write(
  transaction: Transaction,
  actor: Actor,
  clusterId: ClusterId,
  definition: BoardsRequest,
): Promise<void> {
  const { name, provider } = definition
  await transaction.cluster.create({
    data: { id: clusterId, ownerId: actor.userId, provider, name, definition, phase: 'creating' },
    select: { id: true },
  })
  for (const { machineId, role } of definition.machines) {
    const claimed = await transaction.machine.updateMany({
      where: { id: machineId, clusterId: null },
      data: { clusterId, clusterRole: role },
    })
    if (claimed.count === 1) continue
    throw new AppError('machine-taken', {
      userMessage: 'One of the machines was put into another cluster a moment ago. Choose again.',
      details: { machineId },
    })
  }
}
