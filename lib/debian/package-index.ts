import { compareVersions } from './compare-versions'
import { readParagraphs } from './read-paragraphs'

/** A binary package as a Packages file lists it. */
export interface DebianPackage {
  readonly name: string
  readonly version: string
  /** `amd64`, `arm64` … or `all`. */
  readonly architecture: string
  /** Pre-Depends and Depends, as one list in Debian's own writing. */
  readonly depends: string
  /** Below `archive`, e.g. `pool/main/b/bash/bash_5.2_amd64.deb`. */
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  /** Address of the archive that has it, e.g. `https://deb.example/debian`. */
  readonly archive: string
}

/** What one architecture of a Debian release has: of each name the newest version. */
export class PackageIndex {
  private readonly packages = new Map<string, DebianPackage>()
  private readonly providers = new Map<string, Set<string>>()
  private readonly essentialNames = new Set<string>()

  /** Names of those without which no system of Debian's works. */
  get essential(): readonly string[] {
    return [...this.essentialNames].sort()
  }

  /**
   * Adds the packages of one Packages file.
   * @param text its bytes, unpacked
   */
  async add(archive: string, text: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const fields of readParagraphs(text)) {
      const found = packageOf(archive, fields)
      if (found === undefined) continue
      const known = this.packages.get(found.name)
      if (known !== undefined && compareVersions(known.version, found.version) >= 0) continue
      this.packages.set(found.name, found)
      if (fields.get('essential') === 'yes') this.essentialNames.add(found.name)
      for (const provided of namesIn(fields.get('provides') ?? '')) {
        this.providers.set(provided, (this.providers.get(provided) ?? new Set()).add(found.name))
      }
    }
  }

  find(name: string): DebianPackage | undefined {
    return this.packages.get(name)
  }

  /** Packages that stand in for a name, in the order of their own names. */
  providersOf(name: string): readonly DebianPackage[] {
    return [...(this.providers.get(name) ?? [])].sort().flatMap((provider) => this.packages.get(provider) ?? [])
  }

  get size(): number {
    return this.packages.size
  }
}

/** undefined for a paragraph that lacks what a download needs. */
function packageOf(archive: string, fields: ReadonlyMap<string, string>): DebianPackage | undefined {
  const [name, version, architecture, file, sha256] = [
    fields.get('package'),
    fields.get('version'),
    fields.get('architecture'),
    fields.get('filename'),
    fields.get('sha256'),
  ]
  const bytes = Number(fields.get('size'))
  if (!name || !version || !architecture || !file || !sha256 || !Number.isSafeInteger(bytes)) return undefined
  const depends = [fields.get('pre-depends'), fields.get('depends')].filter(Boolean).join(', ')
  return { name, version, architecture, depends, file, bytes, sha256, archive }
}

/** `a (= 1), b` is `a` and `b`. */
export const namesIn = (list: string): string[] =>
  list
    .split(',')
    .map((entry) => entry.trim().replace(/[\s(:].*$/s, ''))
    .filter((name) => name !== '')
