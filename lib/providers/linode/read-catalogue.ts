import type { CloudCatalogue, CloudPrices } from '@/lib/contracts/cloud-catalogue'
import { allowsPrivateAddresses } from '@/lib/linode/account'
import {
  type Image,
  type InstanceType,
  listImages,
  listInstanceTypes,
  listNodeBalancerTypes,
  listRegions,
  listStock,
  listVolumeTypes,
  type Priced,
  type Region,
} from '@/lib/linode/catalogue'
import type { LinodeConnection } from '@/lib/linode/connection'
import { linodeFault } from '@/lib/linode/faults'

/** What a region must have for a cluster, as Linode names it. */
const NEEDS = ['Linodes', 'NodeBalancers', 'Cloud Firewall', 'Metadata']
/** Where machines have no private addresses of the older kind. */
const NEEDS_OF_VPC = [...NEEDS, 'VPCs']

/** Kinds of sizes, in the order to show them; those with accelerators are left out, nothing here uses any. */
const CLASSES = ['nanode', 'standard', 'dedicated', 'premium', 'highmem']
/** Systems that k3s is installed on here, in the order to offer them. */
const VENDORS = ['Arch', 'Debian', 'Ubuntu']

/**
 * Asks for all that there is to choose from, and what it costs.
 * @throws AppError of lib/linode/faults.ts, or the signal's reason
 */
export async function readCatalogue(linode: LinodeConnection, signal: AbortSignal): Promise<CloudCatalogue> {
  const [regions, types, stock, images, balancers, volumes, privateAddresses] = await Promise.all([
    listRegions(linode, signal),
    listInstanceTypes(linode, signal),
    listStock(linode, signal),
    listImages(linode, signal),
    listNodeBalancerTypes(linode, signal),
    listVolumeTypes(linode, signal),
    allowsPrivateAddresses(linode, signal),
  ])
  const now = linode.clock.now()
  const sizes = sizesOf(types)
  return {
    asOf: now,
    regions: regionsOf(regions, privateAddresses ? NEEDS : NEEDS_OF_VPC),
    sizes,
    soldOut: stock
      .filter(({ available, plan }) => !available && sizes.some(({ id }) => id === plan))
      .map(({ region, plan }) => ({ region, size: plan })),
    images: imagesOf(images, now),
    balancer: pricesOf(linode, balancers, 'nodebalancer'),
    volume: pricesOf(linode, volumes, 'volume'),
  }
}

/** What can have clusters first, each part by name; sites without a data centre's services are left out. */
function regionsOf(regions: readonly Region[], needs: readonly string[]): CloudCatalogue['regions'] {
  return regions
    .filter(({ site_type }) => site_type === undefined || site_type === 'core')
    .map(({ id, label, country, capabilities, status }) => ({
      id,
      label,
      country,
      lacks: needs.filter((need) => !capabilities.includes(need)),
      outage: status !== 'ok',
    }))
    .sort(
      (one, other) =>
        Number(one.lacks.length > 0) - Number(other.lacks.length > 0) || one.label.localeCompare(other.label, 'en'),
    )
}

/** What has no price is not offered: nobody could say what it costs. */
function sizesOf(types: readonly InstanceType[]): CloudCatalogue['sizes'] {
  return types
    .flatMap((type) => {
      const prices = knownPrices(type)
      const place = CLASSES.indexOf(type.class)
      if (prices === undefined || place < 0) return []
      const { id, label, memory: memoryMb, disk: diskMb, vcpus } = type
      return [{ place, size: { id, label, memoryMb, diskMb, vcpus, ...prices } }]
    })
    .sort((one, other) => one.place - other.place || one.size.price.monthly - other.size.price.monthly)
    .map(({ size }) => size)
}

function imagesOf(images: readonly Image[], now: number): CloudCatalogue['images'] {
  return images
    .filter(({ capabilities, deprecated, status, is_public }) => {
      return capabilities.includes('cloud-init') && !deprecated && status === 'available' && is_public
    })
    .filter(({ eol }) => eol === null || !(Date.parse(eol) < now))
    .filter(({ vendor }) => vendor !== null && VENDORS.includes(vendor))
    .sort(
      (one, other) =>
        VENDORS.indexOf(one.vendor ?? '') - VENDORS.indexOf(other.vendor ?? '') ||
        other.label.localeCompare(one.label, 'en', { numeric: true }),
    )
    .map(({ id, label, size }) => ({ id, label, diskMb: size }))
}

function pricesOf(linode: LinodeConnection, things: readonly Priced[], id: string): CloudPrices {
  const thing = things.find((one) => one.id === id)
  const prices = thing === undefined ? undefined : knownPrices(thing)
  if (prices !== undefined) return prices
  throw linodeFault('linode-answer-unknown', linode.account.name, { message: `no price of ${id}` })
}

function knownPrices({ price, region_prices }: Priced): CloudPrices | undefined {
  const known = ({ hourly, monthly }: Priced['price']) =>
    hourly === null || monthly === null ? undefined : { hourly, monthly }
  const usual = known(price)
  if (usual === undefined) return undefined
  const elsewhere = region_prices.flatMap(({ id: region, ...own }) => {
    const there = known(own)
    return there === undefined ? [] : [{ region, ...there }]
  })
  return { price: usual, elsewhere }
}
