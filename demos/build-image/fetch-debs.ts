import { choosePackages } from '@/lib/debian/choose-packages'
import { debianCache, debianRelease } from '@/lib/debian/debian-release'
import { fetchPackages, readPackages } from '@/lib/debian/fetch-packages'
import type { DebianImageSpec } from './image-spec'
import type { ImageArch } from './oci-layout'

export interface FetchDebsWork {
  readonly signal: AbortSignal
  readonly onLine?: (line: string) => void
}

/**
 * The packages that an image is made from, fetched into the cache where they are not there yet.
 * @returns their files, by the names of the packages
 * @throws AppError `debian-package-missing`, `debian-archive-unreachable`, `debian-archive-refused`
 */
export async function fetchDebs(
  { packages: wanted, without }: DebianImageSpec,
  arch: ImageArch,
  { signal, onLine }: FetchDebsWork,
): Promise<readonly string[]> {
  const work = { cache: debianCache(), signal }
  const packages = choosePackages(await readPackages(debianRelease(), arch, work), { wanted, without })
  const bytes = packages.reduce((sum, each) => sum + each.bytes, 0)
  onLine?.(`${packages.length} packages of Debian, ${Math.ceil(bytes / 1e6)} MB`)
  return fetchPackages(packages, work)
}
