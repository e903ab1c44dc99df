import type { KernelModule } from './kernel-module'

export interface FoundModule extends KernelModule {
  /** From the folder of the kernel's modules: `kernel/fs/ext4/ext4.ko`. */
  readonly file: string
}

export interface ModuleTables {
  readonly modules: readonly FoundModule[]
  /** As depmod writes them, as text: a module, then all that it needs. */
  readonly dep: string
  readonly alias: string
}

/** Modules that match, with all that they need, and the tables by which modprobe finds them. */
export function moduleTables(all: readonly FoundModule[], wanted: RegExp): ModuleTables {
  const byName = new Map(all.map((one) => [one.name, one]))
  const byAlias = new Map<string, string[]>()
  for (const { name, aliases } of all)
    for (const alias of aliases) byAlias.set(alias, [...(byAlias.get(alias) ?? []), name])
  const namesOf = (name: string) =>
    byName.has(name) ? [name] : (byAlias.get(name.replaceAll('_', '-')) ?? byAlias.get(name) ?? [])
  /** Nearest first, as modprobe wants it: it loads them from the end. */
  const needs = ({ depends, before }: FoundModule, seen = new Set<string>()): Set<string> => {
    for (const name of [...depends, ...before.flatMap(namesOf)]) {
      const one = byName.get(name)
      if (one === undefined || seen.has(name)) continue
      // A later place for what is needed by several.
      needs(one, seen)
      seen.add(name)
    }
    return seen
  }
  const chosen = new Map<string, FoundModule>()
  for (const one of all) {
    if (!wanted.test(one.file)) continue
    chosen.set(one.name, one)
    for (const name of needs(one)) {
      const needed = byName.get(name)
      if (needed !== undefined) chosen.set(name, needed)
    }
  }
  const modules = [...chosen.values()].sort((a, b) => (a.file < b.file ? -1 : 1))
  const fileOf = (name: string) => byName.get(name)?.file ?? ''
  return {
    modules,
    dep: modules
      .map(
        (one) =>
          `${one.file}:${[...needs(one)]
            .reverse()
            .map((name) => ` ${fileOf(name)}`)
            .join('')}\n`,
      )
      .join(''),
    alias: modules.flatMap(({ name, aliases }) => aliases.map((alias) => `alias ${alias} ${name}\n`)).join(''),
  }
}
