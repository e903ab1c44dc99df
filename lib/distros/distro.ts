import type { PackageFormat } from '@/lib/ports/artifacts'
import type { OsRelease } from './os-release'

/** What BuzzCrate knows of an operating system. Adding one: a file here and its line in registry.ts. */
export interface Distro {
  readonly id: string
  readonly title: string
  /** Whether a machine that says this of itself is one. The registry asks the more special ones first. */
  readonly matches: (os: OsRelease) => boolean
  readonly packageFormat: PackageFormat
  /** How a person installs a missing program by hand, e.g. for the way out of a preflight finding. */
  readonly installCommand: (packages: readonly string[]) => string
  /**
   * Files that may hold the kernel's command line on a Raspberry Pi, the likeliest first: the first that exists counts.
   * From the Raspberry Pi's and the distributions' documentation.
   */
  readonly commandLineFiles: readonly string[]
}
