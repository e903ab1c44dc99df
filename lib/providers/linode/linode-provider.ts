import type { z } from 'zod'
import type { Obstacle } from '@/lib/contracts/clusters'
import type { Actor } from '@/lib/core/actor'
import { type ClusterId, type MachineId, newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { type ClusterPrices, clusterTag } from '@/lib/shared/cloud/cloud-data'
import { latestEnd } from '@/lib/shared/cloud/lifetime'
import type { ClusterDefinition } from '../cluster-definition'
import { type Asked, defineProvider, type Provider, type Transaction } from '../provider'
import type { ProviderDefinition } from '../provider-definition'
import { assertMachineNamesFree, writeMadeMachines } from '../write-made-machines'
import { assertCloudRoom, plannedMeters } from './cloud-room'
import { linodeRecipe } from './linode-recipe'
import type { LinodeAsked, LinodeStored } from './linode-request'

const HOUR_MS = 3_600_000

/** All that the clusters of one provider of Linode's kind have of their own: the real one, or the one that practises. */
export interface LinodeSource<Request extends LinodeAsked, Stored extends LinodeStored> {
  refusal(actor: Actor): Promise<string | undefined>
  preflight(asked: Asked<Request>): Promise<readonly Obstacle[]>
  /** Who pays, and what it costs now. Changes nothing. Throws AppError for what no cluster can be made of. */
  open(asked: Asked<Request>): Promise<OpenedSource<Stored>>
}

export interface OpenedSource<Stored> {
  /** Null where nobody is asked to pay. */
  readonly accountId: string | null
  readonly prices: ClusterPrices
  readonly k3sVersion: string
  /** Its own part of what is stored. */
  readonly own: Omit<Stored, keyof LinodeStored>
  /** Undefined where nothing is brought to the machines. */
  readonly brings?: { readonly architectures: readonly ['amd64'] }
  readonly contextName?: string
  /** What is written down besides, in the transaction that creates the cluster. */
  write?(transaction: Transaction, clusterId: ClusterId, machines: readonly PlannedMachine[]): Promise<void>
}

/** What a deletion ends besides the machines. */
const ENDS = [
  'services of type LoadBalancer are deleted, and their NodeBalancers with them',
  'volumes that the cluster made are deleted with their data',
  'the firewall and the private network of the cluster are deleted',
  'at last the account is searched for the cluster’s tag; what has not this tag is never touched',
]

/** A provider that makes machines at Linode, or at what stands in for it. */
export function linodeProvider<Request extends LinodeAsked, Stored extends LinodeStored & ClusterDefinition>(
  definition: ProviderDefinition & { readonly request: z.ZodType<Request>; readonly stored: z.ZodType<Stored> },
  source: LinodeSource<Request, Stored>,
): Provider {
  return defineProvider(definition, {
    refusal: (actor) => source.refusal(actor),
    preflight: (asked) => source.preflight(asked),

    async outline(asked) {
      const { actor, request } = asked
      const machines = machinesFor(request)
      await assertMachineNamesFree(db(), actor.userId, machines)
      const { accountId, prices, k3sVersion, own, brings, contextName, write } = await source.open(asked)
      const { name, region, image, serverType, workerType, lifetimeHours, traefik, allowedFrom, apps } = request
      return {
        definition: {
          ...own,
          name,
          provider: definition.id,
          k3sVersion,
          machines: machines.map(({ machineId, role }) => ({ machineId, role })),
          apps,
          allowCgroupV1: false,
          region,
          image,
          serverType,
          workerType,
          lifetimeHours,
          traefik,
          allowedFrom,
        },
        machines,
        ...(brings === undefined ? {} : { brings }),
        ...(contextName === undefined ? {} : { contextName }),
        async write(transaction, clusterId) {
          const of = { clusterId, ownerId: actor.userId, provider: definition.id }
          const made = machines.map((machine) => ({ ...machine, address: undefined, loginUser: 'root' }))
          await writeMadeMachines(transaction, of, made)
          const from = Date.now()
          const endsAt = lifetimeHours === null ? null : from + lifetimeHours * HOUR_MS
          if (accountId !== null) {
            const balancers = apps.length + (traefik ? 1 : 0)
            const meters = plannedMeters(prices, { workers: machines.length - 1, balancers, from })
            await assertCloudRoom(transaction, actor.userId, { machines: machines.length, meters, endsAt })
          }
          await transaction.cloudCluster.create({
            data: {
              clusterId,
              accountId,
              region,
              tag: clusterTag(clusterId),
              prices: plainPrices(prices),
            },
            select: { clusterId: true },
          })
          if (endsAt !== null) {
            const lifetime = { clusterId, endsAt: new Date(endsAt), latestAt: new Date(latestEnd(from)) }
            await transaction.clusterLifetime.create({ data: lifetime, select: { clusterId: true } })
          }
          await write?.(transaction, clusterId, machines)
        },
      }
    },

    recipe: (cluster) => linodeRecipe(cluster),
    deletionOf: () => ['the machine itself is deleted at Linode, with its disks and all that is on it'],
    deletionOfCluster: ENDS,
  })
}

/** `<cluster>-1` is the server, `<cluster>-2` … are workers. */
const machinesFor = ({ name, workers }: LinodeAsked): readonly PlannedMachine[] =>
  Array.from({ length: workers + 1 }, (_, index) => ({
    machineId: newId<MachineId>(),
    name: `${name}-${index + 1}`,
    role: index === 0 ? 'server' : 'agent',
  }))

/** As the column takes them. */
const plainPrices = ({ server, worker, balancer, volume, asOf }: ClusterPrices) => ({
  server: { ...server },
  worker: { ...worker },
  balancer: { ...balancer },
  volume: { ...volume },
  asOf,
})
