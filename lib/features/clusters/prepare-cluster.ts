import type { Obstacle } from '@/lib/contracts/clusters'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { type ClusterId, newId } from '@/lib/core/ids'
import { planApps } from '@/lib/features/apps/plan-apps'
import { assertMachinesAllowed, assertOffered, takeClassTurn } from '@/lib/features/classes/class-offer'
import { assertMay } from '@/lib/features/policy'
import type { RunStart } from '@/lib/features/runs/start-run'
import type { ClusterRequest } from '@/lib/providers/cluster-request'
import { findProvider } from '@/lib/providers/find-provider'
import { createClusterPlan } from '@/lib/provision/recipes/create-cluster'
import { assertBrought, assertNameFree } from './creation-checks'
import { deskOf } from './desk'

/** A cluster that may be made, with nothing of it written yet. */
export interface PreparedCluster {
  readonly clusterId: ClusterId
  /** Writes the cluster down, takes or makes its machines, and starts its run. */
  readonly start: RunStart
}

export interface PrepareOptions {
  /** A class prepares it for a student, whatever the hour. */
  readonly early?: boolean
}

/**
 * Judges a request for a cluster of any provider and plans it; changes nothing. What the panel knows by now must not
 * speak against it; the run looks again before it changes anything.
 * @throws AppError `cluster-name-taken`, `preflight-blocked`, `app-unknown`, `app-not-offered`, `app-image-missing`, `artifact-missing`,
 *   `unknown-provider`, `class-refuses` for a student, and what the provider refuses: `not-found`, `machine-not-ready`, `practice-quota`
 */
export async function prepareCluster(
  actor: Actor,
  request: ClusterRequest,
  { early = false }: PrepareOptions = {},
): Promise<PreparedCluster> {
  assertMay(actor, 'clusters.create')
  await assertOffered(actor, request, early)
  const provider = findProvider(request.provider)
  const asked = { actor, request, desk: deskOf(actor) }
  const clusterId = newId<ClusterId>()
  await assertNameFree(actor, request.name)
  assertNothingInTheWay(await provider.preflight(asked))
  const outline = await provider.outline(asked)
  const { definition, machines, contextName } = outline
  await assertMachinesAllowed(actor, machines.length)
  const { creation: extension, appsAnswer } = provider.recipe({ clusterId, definition, machines })
  const { name, k3sVersion, allowCgroupV1, traefik, nativeSnapshotter, clusterCidr, serviceCidr } = definition
  await assertBrought(actor, outline)
  const plan = createClusterPlan({
    clusterName: name,
    ownerId: actor.userId,
    k3sVersion,
    allowCgroupV1,
    traefik,
    nativeSnapshotter,
    clusterCidr,
    serviceCidr,
    machines,
    apps: await planApps(definition.apps, {
      clusterId,
      provider: provider.definition,
      brought: outline.brings !== undefined,
      traefik,
    }),
    ...(contextName === undefined ? {} : { contextName }),
    ...(appsAnswer === undefined ? {} : { appsAnswer }),
    ...(extension === undefined ? {} : { extension }),
  })
  const subject = { type: 'cluster', id: clusterId }
  return {
    clusterId,
    start: {
      run: { subject, title: `Creating ${name}`, plan },
      prepare: async (transaction) => {
        const endsAt = await takeClassTurn(transaction, actor)
        const data = { id: clusterId, ownerId: actor.userId, provider: request.provider, name, phase: 'creating' }
        await transaction.cluster.create({ data: { ...data, definition }, select: { id: true } })
        await outline.write(transaction, clusterId)
        if (endsAt !== undefined) await transaction.clusterLifetime.create({ data: { clusterId, endsAt } })
      },
    },
  }
}

function assertNothingInTheWay(obstacles: readonly Obstacle[]): void {
  const blockers = obstacles.filter(({ level }) => level === 'blocker')
  if (blockers.length === 0) return
  const sentences = blockers.map(({ sentence }) => sentence)
  throw new AppError('preflight-blocked', {
    userMessage: `Nothing was changed. ${sentences.join(' ')}`,
    details: {
      blockers: sentences,
      fields: blockers.flatMap(({ field, sentence }) => (field === undefined ? [] : [{ field, problem: sentence }])),
    },
  })
}
