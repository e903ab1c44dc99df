import { AppError } from '@/lib/core/errors'
import { compareVersions } from './compare-versions'
import type { DebianPackage, PackageIndex } from './package-index'

export interface PackageChoice {
  /** Names of packages that are wanted themselves. */
  readonly wanted: readonly string[]
  /** Names that nobody brings in: what depends on them does without. */
  readonly without?: readonly string[]
}

interface Need {
  readonly name: string
  readonly relation: string
  readonly version: string
}

const NEED = /^([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9-]+)?(?:\s*\(\s*(<<|<=|=|>=|>>)\s*([^\s)]+)\s*\))?/
const RELATIONS: Readonly<Record<string, (difference: number) => boolean>> = {
  '<<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
  '=': (difference) => difference === 0,
  '>=': (difference) => difference >= 0,
  '>>': (difference) => difference > 0,
}

/**
 * The wanted packages and all that they depend on, by name. Of alternatives the first one that there is, unless another
 * one is in already; recommended packages are left out. The same index gives the same choice.
 * @throws AppError `debian-package-missing` for a name that is not there, or a need that nothing fills
 */
export function choosePackages(index: PackageIndex, { wanted, without = [] }: PackageChoice): readonly DebianPackage[] {
  const chosen = new Map<string, DebianPackage>()
  const left = new Set(without)
  const waiting: DebianPackage[] = []
  const take = (found: DebianPackage) => {
    if (chosen.has(found.name)) return
    chosen.set(found.name, found)
    waiting.push(found)
  }
  for (const name of wanted) take(index.find(name) ?? missing(name, 'It is not in the release.'))
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const group of needsOf(next.depends)) {
      const candidates = group.flatMap((need) => candidatesFor(index, need))
      if (group.some(({ name }) => left.has(name)) || candidates.some(({ name }) => left.has(name))) continue
      if (candidates.some(({ name }) => chosen.has(name))) continue
      take(candidates[0] ?? missing(group.map(({ name }) => name).join(' or '), `${next.name} depends on it.`))
    }
  }
  return [...chosen.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** `a, b (>= 2) | c` becomes groups of alternatives. */
function needsOf(depends: string): readonly (readonly Need[])[] {
  return depends
    .split(',')
    .filter((group) => group.trim() !== '')
    .map((group) =>
      group.split('|').flatMap((text) => {
        const [, name = '', relation = '', version = ''] = NEED.exec(text.trim()) ?? []
        return name === '' ? [] : [{ name, relation, version }]
      }),
    )
}

function candidatesFor(index: PackageIndex, { name, relation, version }: Need): readonly DebianPackage[] {
  const real = index.find(name)
  const fits = real !== undefined && (RELATIONS[relation]?.(compareVersions(real.version, version)) ?? true)
  return [...(fits ? [real] : []), ...index.providersOf(name)]
}

function missing(name: string, why: string): never {
  throw new AppError('debian-package-missing', {
    userMessage: `Debian's package ${name} cannot be had. ${why}`,
    details: { package: name },
  })
}
