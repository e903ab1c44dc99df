import type { CloudCatalogue } from '@/lib/contracts/cloud-catalogue'
import type { Obstacle } from '@/lib/contracts/clusters'
import { priceAt } from '@/lib/shared/cloud/cluster-cost'
import { cloudRefusal, plannedMeters } from './cloud-room'
import type { LinodeAsked } from './linode-request'

const HOUR_MS = 3_600_000

type Wished = Pick<
  LinodeAsked,
  'region' | 'serverType' | 'workerType' | 'workers' | 'lifetimeHours' | 'traefik' | 'apps'
>

/** Whether a person may have such a cluster besides what they have, by the prices of the catalogue. */
export async function judgeRoom(
  ownerId: string,
  request: Wished,
  { sizes, balancer, volume, asOf }: CloudCatalogue,
  now = Date.now(),
): Promise<readonly Obstacle[]> {
  const { region, serverType, workerType, workers, lifetimeHours, traefik, apps } = request
  const priceOf = (id: string) => {
    const size = sizes.find((one) => one.id === id)
    // That there is no such size is said elsewhere.
    return size === undefined ? { hourly: 0, monthly: 0 } : priceAt(size, region)
  }
  const prices = {
    server: priceOf(serverType),
    worker: priceOf(workerType),
    balancer: priceAt(balancer, region),
    volume: priceAt(volume, region),
    asOf,
  }
  const balancers = apps.length + (traefik ? 1 : 0)
  const meters = plannedMeters(prices, { workers, balancers, from: now })
  const endsAt = lifetimeHours === null ? null : now + lifetimeHours * HOUR_MS
  const sentence = await cloudRefusal(ownerId, { machines: workers + 1, meters, endsAt }, undefined, now)
  return sentence === undefined ? [] : [{ level: 'blocker', sentence }]
}
