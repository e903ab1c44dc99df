import type { DebianArchitecture } from '@/lib/debian/fetch-packages'

export interface LockedPackage {
  readonly name: string
  readonly version: string
  readonly address: string
  readonly sha256: string
  readonly bytes: number
  /** Files of `boot` are taken out, and dpkg does not know the package. */
  readonly use: 'installed' | 'boot'
}

/** Exactly which files a system was made from: with the same lock, the same bytes come out. It lies in the system, too. */
export interface DebianLock {
  readonly codename: string
  readonly architecture: DebianArchitecture
  readonly components: readonly string[]
  /** The signed lists that named them. */
  readonly lists: readonly {
    readonly url: string
    readonly suite: string
    /** ISO 8601. */
    readonly date: string
    readonly sha256: string
  }[]
  readonly packages: readonly LockedPackage[]
}
