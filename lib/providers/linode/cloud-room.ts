import { z } from 'zod'
import { CloudLimits } from '@/lib/contracts/cloud-limits'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { plural } from '@/lib/shared/catalogue'
import type { ClusterPrices } from '@/lib/shared/cloud/cloud-data'
import { asMeters, type Meter, monthForecast, nextMonthForecast } from '@/lib/shared/cloud/cost'
import { formatDollars } from '@/lib/shared/format-dollars'
import { ClusterDefinition } from '../cluster-definition'
import type { Transaction } from '../provider'
import { Prices } from './database-port'

const KEY = 'cloud-limits'
const USUAL: CloudLimits = { cloudMachines: 100, cloudDollars: 1_000 }

/** What one person may have in the cloud at most. */
export async function cloudLimits(client: Transaction = db()): Promise<CloudLimits> {
  const row = await client.setting.findUnique({ where: { key: KEY } })
  return CloudLimits.safeParse(row?.value).data ?? USUAL
}

export async function saveCloudLimits(transaction: Transaction, value: CloudLimits): Promise<void> {
  await transaction.setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } })
}

/** What a cluster would add. */
export interface CloudWish {
  readonly machines: number
  readonly meters: readonly Meter[]
  /** When it would be deleted by itself; null: it would stay. */
  readonly endsAt: number | null
}

export interface PlannedCluster {
  readonly workers: number
  /** Services of type LoadBalancer, each with a NodeBalancer. */
  readonly balancers: number
  /** When it begins to cost. */
  readonly from: number
}

/** What a cluster will cost by its prices, before anything of it is there. */
export function plannedMeters(prices: ClusterPrices, { workers, balancers, from }: PlannedCluster): readonly Meter[] {
  const parts = [
    { price: prices.server, count: 1 },
    { price: prices.worker, count: workers },
    { price: prices.balancer, count: balancers },
  ]
  return parts.filter(({ count }) => count > 0).map(({ price, count }) => ({ ...price, count, from, to: null }))
}

const Stored = ClusterDefinition.extend({ traefik: z.boolean().default(true) })

/** What a person has in the cloud, as far as it is paid: practice costs nothing. */
async function ownUse(client: Transaction, ownerId: string): Promise<readonly CloudWish[]> {
  const rows = await client.cluster.findMany({
    // What is deleted has cost this month all the same.
    where: {
      ownerId,
      OR: [{ cloud: { accountId: { not: null } } }, { cloud: { isNot: null }, deletedAt: { not: null } }],
    },
    select: {
      definition: true,
      deletedAt: true,
      createdAt: true,
      provider: true,
      cloud: { select: { prices: true } },
      lifetime: { select: { endsAt: true } },
      cloudThings: { select: { kind: true, hourly: true, monthly: true, createdAt: true, endedAt: true } },
    },
  })
  return rows
    .filter(({ provider }) => provider === PAID)
    .map(({ definition, deletedAt, createdAt, lifetime, cloud, cloudThings }) => {
      const { machines, apps, traefik } = Stored.parse(definition)
      const endsAt = lifetime?.endsAt.getTime() ?? null
      const isThere = cloudThings.some(({ kind }) => kind === 'machine')
      const prices = Prices.safeParse(cloud?.prices).data
      const balancers = apps.length + (traefik ? 1 : 0)
      const planned = { workers: machines.length - 1, balancers, from: createdAt.getTime() }
      const things = cloudThings.map(({ hourly, monthly, createdAt: from, endedAt }) => ({
        ...{ hourly, monthly, from: from.getTime(), to: endedAt?.getTime() ?? null },
      }))
      const isComing = deletedAt === null && !isThere && prices !== undefined
      const meters = isComing ? plannedMeters(prices, planned) : asMeters(things)
      return { machines: deletedAt === null ? machines.length : 0, meters, endsAt }
    })
}

/** The provider whose machines are paid. */
const PAID = 'linode'

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const machinesInWords = (count: number) => plural(count, { one: '# machine', other: '# machines' })

/**
 * Why a person cannot have this besides; undefined when they can. The dollars are those of this month or of the next,
 * whichever comes to more if nothing else changes.
 * @param wish undefined: whether they could have anything at all
 */
export async function cloudRefusal(
  ownerId: string,
  wish?: CloudWish,
  client: Transaction = db(),
  now = Date.now(),
): Promise<string | undefined> {
  const [{ cloudMachines, cloudDollars }, use] = await Promise.all([cloudLimits(client), ownUse(client, ownerId)])
  const all = wish === undefined ? use : [...use, wish]
  const has = sum(use.map(({ machines }) => machines))
  const wanted = has + (wish?.machines ?? 1)
  if (wanted > cloudMachines) {
    return `You have ${machinesInWords(has)} in the cloud, and ${cloudMachines} is the most for one person of this panel. Delete a cluster, choose fewer workers, or ask an admin.`
  }
  const dollars = Math.max(
    sum(all.map(({ meters, endsAt }) => monthForecast(meters, now, endsAt))),
    sum(all.map(({ meters, endsAt }) => nextMonthForecast(meters, now, endsAt))),
  )
  const isTooMuch = wish === undefined ? dollars >= cloudDollars : dollars > cloudDollars
  if (!isTooMuch) return undefined
  const comes = wish === undefined ? 'Your clusters in the cloud come' : 'With this cluster yours in the cloud come'
  return `${comes} to ${formatDollars(dollars)} a month, and ${formatDollars(cloudDollars)} is the most for one person of this panel. Choose a shorter lifetime or less, or ask an admin.`
}

/**
 * Within the transaction that makes a cluster in the cloud: one of a person's after another, so that two clicks do not
 * pass together.
 * @throws AppError `cloud-quota`
 */
export async function assertCloudRoom(transaction: Transaction, ownerId: string, wish: CloudWish): Promise<void> {
  await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`cloud-quota:${ownerId}`}, 0))`
  const refusal = await cloudRefusal(ownerId, wish, transaction)
  if (refusal !== undefined) throw new AppError('cloud-quota', { userMessage: refusal })
}
