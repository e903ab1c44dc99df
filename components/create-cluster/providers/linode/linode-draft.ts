import type { CatalogueApp } from '@/lib/contracts/apps'
import type { ListedRelease } from '@/lib/contracts/artifacts'
import type { ListedCloudAccount } from '@/lib/contracts/cloud-accounts'
import type { CloudCatalogue, CloudImage, CloudRegion, CloudSize } from '@/lib/contracts/cloud-catalogue'
import type { LinodeRequestInput } from '@/lib/providers/linode/definition'
import { CLOUD_LIFETIMES_HOURS, MOST_CLOUD_WORKERS, USUAL_CLOUD } from '@/lib/shared/cloud/cloud-data'
import { type PricedParts, priceAt } from '@/lib/shared/cloud/cluster-cost'

export type Lifetime = (typeof CLOUD_LIFETIMES_HOURS)[number] | null

/** What a cluster at Linode asks for, as chosen so far. What is undefined is the usual one of the catalogue. */
export interface LinodeDraft {
  readonly accountId: string | undefined
  readonly region: string | undefined
  readonly image: string | undefined
  readonly serverType: string | undefined
  readonly workerType: string | undefined
  readonly workers: number
  /** Null: until somebody deletes it. */
  readonly lifetimeHours: Lifetime
  readonly traefik: boolean
  readonly allowedFrom: readonly string[]
  /** Undefined: the recommended one. */
  readonly k3sVersion: string | undefined
  readonly apps: readonly string[]
}

export type ChangeLinode = (by: (now: LinodeDraft) => LinodeDraft) => void

/** The seed's cluster: one server, two workers, the smallest there are, with an app to open. */
export const USUAL_LINODE: LinodeDraft = {
  accountId: undefined,
  region: undefined,
  image: undefined,
  serverType: undefined,
  workerType: undefined,
  workers: USUAL_CLOUD.workers,
  lifetimeHours: USUAL_CLOUD.lifetimeHours,
  traefik: true,
  allowedFrom: [],
  k3sVersion: undefined,
  apps: ['go-echo'],
}

/** What there is to choose from; undefined while it is still being asked for. */
export interface LinodeChoices {
  readonly accounts: readonly ListedCloudAccount[] | undefined
  readonly catalogue: CloudCatalogue | undefined
  readonly releases: readonly ListedRelease[] | undefined
  readonly apps: readonly CatalogueApp[]
}

/** What is chosen, by itself or by somebody, of what there is. */
export interface Chosen {
  readonly account: ListedCloudAccount | undefined
  readonly region: CloudRegion | undefined
  readonly image: CloudImage | undefined
  readonly server: CloudSize | undefined
  readonly worker: CloudSize | undefined
  readonly release: ListedRelease | undefined
  readonly apps: readonly string[]
}

/** The account that somebody chose, else the first whose token suffices. */
export const chosenAccount = (
  { accountId }: LinodeDraft,
  accounts: readonly ListedCloudAccount[] | undefined,
): ListedCloudAccount | undefined =>
  accounts?.find(({ id }) => id === accountId) ?? accounts?.find(({ missing }) => missing.length === 0) ?? accounts?.[0]

export function chosenOf(draft: LinodeDraft, { accounts, catalogue, releases, apps }: LinodeChoices): Chosen {
  const pick = <Thing extends { readonly id: string }>(things: readonly Thing[] | undefined, id: string | undefined) =>
    things?.find((thing) => thing.id === id)
  const smallest = catalogue?.sizes[0]
  return {
    account: chosenAccount(draft, accounts),
    region: pick(catalogue?.regions, draft.region) ?? catalogue?.regions.find(isUsable),
    image: pick(catalogue?.images, draft.image) ?? catalogue?.images[0],
    server: pick(catalogue?.sizes, draft.serverType) ?? smallest,
    worker: pick(catalogue?.sizes, draft.workerType) ?? smallest,
    release:
      releases?.find(({ version }) => version === draft.k3sVersion) ?? releases?.find(({ recommended }) => recommended),
    // An app may have gone since the draft was stored, or has no image to bring.
    apps: draft.apps.filter((id) => apps.some((app) => app.id === id && app.images.length > 0)),
  }
}

export const isUsable = ({ lacks, outage }: CloudRegion): boolean => lacks.length === 0 && !outage

export const isSoldOut = (catalogue: CloudCatalogue, region: string | undefined, size: string): boolean =>
  catalogue.soldOut.some((one) => one.region === region && one.size === size)

/** Load balancers that services of the cluster take: the ingress one, and each app one. */
export const balancersOf = ({ traefik }: LinodeDraft, apps: readonly string[]): number =>
  (traefik ? 1 : 0) + apps.length

/** What of it costs money, with prices of its region; undefined while they are not known. */
export function pricedParts(
  draft: LinodeDraft,
  { region, server, worker, apps }: Chosen,
  catalogue: CloudCatalogue | undefined,
): PricedParts | undefined {
  if (region === undefined || server === undefined || worker === undefined || catalogue === undefined) return undefined
  return [
    { count: 1, price: priceAt(server, region.id) },
    { count: draft.workers, price: priceAt(worker, region.id) },
    { count: balancersOf(draft, apps), price: priceAt(catalogue.balancer, region.id) },
  ]
}

/** What is asked for; undefined while something is not chosen that has no usual. */
export function linodeRequest(name: string, draft: LinodeDraft, chosen: Chosen): LinodeRequestInput | undefined {
  const { account, region, image, server, worker, release, apps } = chosen
  if (account === undefined || region === undefined || image === undefined) return undefined
  if (server === undefined || worker === undefined || release === undefined) return undefined
  const { workers, lifetimeHours, traefik, allowedFrom } = draft
  return {
    provider: 'linode',
    name,
    accountId: account.id,
    region: region.id,
    image: image.id,
    serverType: server.id,
    workerType: worker.id,
    workers,
    lifetimeHours,
    k3sVersion: release.version,
    traefik,
    allowedFrom: [...allowedFrom],
    apps: [...apps],
  }
}

/** An IPv4 network as it was typed, an address alone as a network of its own; undefined when it is none. */
export function readNetwork(typed: string): string | undefined {
  const [, address = '', prefix = '32'] = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/.exec(typed.trim()) ?? []
  const fits = address !== '' && address.split('.').every((part) => Number(part) <= 255) && Number(prefix) <= 32
  return fits ? `${address}/${Number(prefix)}` : undefined
}

/** A draft that was stored as JSON, or undefined when it is none of this version. */
export const readLinodeDraft = (kept: unknown): LinodeDraft | undefined => (isLinodeDraft(kept) ? kept : undefined)

const CHOICES = ['accountId', 'region', 'image', 'serverType', 'workerType', 'k3sVersion'] as const

function isLinodeDraft(value: unknown): value is LinodeDraft {
  if (typeof value !== 'object' || value === null) return false
  const kept = value as Readonly<Record<string, unknown>>
  const { workers, lifetimeHours, traefik, allowedFrom, apps } = kept
  return (
    CHOICES.every((choice) => kept[choice] === undefined || typeof kept[choice] === 'string') &&
    typeof workers === 'number' &&
    Number.isInteger(workers) &&
    workers >= 0 &&
    workers <= MOST_CLOUD_WORKERS &&
    (lifetimeHours === null || CLOUD_LIFETIMES_HOURS.some((hours) => hours === lifetimeHours)) &&
    typeof traefik === 'boolean' &&
    areTexts(allowedFrom) &&
    areTexts(apps)
  )
}

const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'string')
