import { choosePackages } from '@/lib/debian/choose-packages'
import type { DebianRelease } from '@/lib/debian/debian-release'
import { type DebianArchitecture, type FetchWork, fetchPackages, readLists } from '@/lib/debian/fetch-packages'
import type { DebianPackage } from '@/lib/debian/package-index'
import type { DebianLock, LockedPackage } from './debian-lock'
import type { PackageSet } from './package-sets'

export interface ChosenSystem {
  readonly lock: DebianLock
  /** Where each package lies on this machine, in the lock's order. */
  readonly files: readonly string[]
}

/**
 * Reads a mirror's lists, says which packages make a system and brings them here. Nothing is believed but what Debian's
 * archive has signed: the signature holds the sums of the lists, and those the sums of the packages.
 * @throws AppError as `readLists`, `choosePackages` and `fetchPackages`
 */
export async function chooseSystem(
  release: DebianRelease,
  architecture: DebianArchitecture,
  set: PackageSet,
  work: FetchWork & { readonly onLine: (line: string) => void },
): Promise<ChosenSystem> {
  work.onLine(`reading the lists of ${release.archives.map(({ suite }) => suite).join(', ')}`)
  const { index, lists } = await readLists(release, architecture, work)
  const installed = choosePackages(index, { wanted: [...index.essential, ...set.installed] })
  // Of these nothing is needed but some of their files.
  const boot = set.boot.flatMap(({ name }) =>
    choosePackages(index, { wanted: [name] }).filter((one) => one.name === name),
  )
  const packages = [...installed, ...boot]
  const bytes = packages.reduce((sum, one) => sum + one.bytes, 0)
  work.onLine(`${packages.length} packages, ${Math.ceil(bytes / 1e6)} MB`)
  const files = await fetchPackages(packages, work)
  return {
    files,
    lock: {
      codename: release.codename,
      architecture,
      components: release.components,
      lists: lists.map((list) => ({ ...list, date: new Date(list.date).toISOString() })),
      packages: [...installed.map(locked('installed')), ...boot.map(locked('boot'))],
    },
  }
}

const locked =
  (use: LockedPackage['use']) =>
  ({ name, version, archive, file, sha256, bytes }: DebianPackage): LockedPackage => ({
    name,
    version,
    address: `${archive}/${file}`,
    sha256,
    bytes,
    use,
  })
