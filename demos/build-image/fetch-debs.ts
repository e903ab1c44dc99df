import { choosePackages } from '@/lib/debian/choose-packages'
import { debianCache, debianRelease } from '@/lib/debian/debian-release'
import { fetchPackages, readPackages } from '@/lib/debian/fetch-packages'
import type { DebianPackage } from '@/lib/debian/package-index'
import type { DebianImageSpec } from './image-spec'
import type { ImageArch } from './oci-layout'

export interface FetchDebsWork {
  readonly signal: AbortSignal
  readonly onLine?: (line: string) => void
  /** Of an earlier build: these are taken, and no archive is asked what is new. */
  readonly packages?: readonly DebianPackage[]
}

export interface FetchedDebs {
  readonly packages: readonly DebianPackage[]
  /** In the same order. */
  readonly files: readonly string[]
}

/**
 * The packages that an image is made from, fetched into the cache where they are not there yet; sorted by name.
 * @throws AppError `debian-package-missing`, `debian-archive-unreachable`, `debian-archive-refused`
 */
export async function fetchDebs(
  { packages: wanted, without }: DebianImageSpec,
  arch: ImageArch,
  { signal, onLine, packages: listed }: FetchDebsWork,
): Promise<FetchedDebs> {
  const work = { cache: debianCache(), signal }
  const packages = listed ?? choosePackages(await readPackages(debianRelease(), arch, work), { wanted, without })
  const bytes = packages.reduce((sum, each) => sum + each.bytes, 0)
  onLine?.(`${packages.length} packages of Debian, ${Math.ceil(bytes / 1e6)} MB`)
  return { packages, files: await fetchPackages(packages, work) }
}
