import { z } from 'zod'
import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { changeableClusters } from '@/lib/features/clusters/visible-clusters'
import { chosenMachine, plannedMachines } from '@/lib/features/machines/planned-machines'
import type { OpenDoors } from '@/lib/ports/provision-ports'
import { ClusterDefinition } from '@/lib/providers/cluster-definition'
import { findProvider } from '@/lib/providers/find-provider'
import type { AppMachine } from '@/lib/provision/recipes/install-app'

/** An app as the database has it. */
export interface InstalledRow extends OpenDoors {
  readonly app: string
  readonly planned: unknown
}

const Texts = z.array(z.string()).catch([])

/** A cluster that apps can be put on, among those that the actor may change. Throws `not-found`, `cluster-has-no-access`. */
export async function clusterForApps(actor: Actor, clusterId: string) {
  const cluster = await db().cluster.findFirst({
    where: { id: clusterId, deletedAt: null, AND: changeableClusters(actor) },
    select: {
      name: true,
      provider: true,
      definition: true,
      kubeconfigSecretId: true,
      apps: { select: { app: true, planned: true, urls: true, hostsLines: true } },
      machines: {
        select: { id: true, clusterRole: true, facts: true },
        orderBy: [{ position: 'asc' }, { name: 'asc' }],
      },
    },
  })
  if (cluster === null) throw notFound('cluster')
  const { kubeconfigSecretId, definition, machines, name } = cluster
  if (kubeconfigSecretId === null) {
    throw new AppError('cluster-has-no-access', {
      userMessage: `${name} cannot take apps yet: its run has not come so far, or it is being deleted.`,
    })
  }
  const provider = findProvider(cluster.provider)
  const apps = cluster.apps.map(
    ({ app, planned, urls, hostsLines }): InstalledRow => ({
      app,
      planned,
      urls: Texts.parse(urls),
      hostsLines: Texts.parse(hostsLines),
    }),
  )
  // What a provider adds for apps depends on what is stored only, not on the machines.
  const { appsAnswer = 'on-machines' } = provider.recipe({ clusterId, definition, machines: [] })
  const { traefik } = ClusterDefinition.parse(definition)
  return { clusterId, name, provider, traefik, machines, apps, appsAnswer, access: { kubeconfigSecretId } }
}
export type AppCluster = Awaited<ReturnType<typeof clusterForApps>>

/** Seen by preflight, before the machine became a part of any cluster. */
const Facts = z.object({ architecture: z.enum(['amd64', 'arm64', 'arm']) })

/** A cluster's machines with their processors: each needs the image for its own. Throws `machine-not-ready`. */
export async function machinesFor(
  actor: Actor,
  { machines }: Pick<AppCluster, 'machines'>,
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
