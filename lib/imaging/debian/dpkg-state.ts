import type { RootArchive } from './root-archive'
import type { UnpackedPackage } from './unpack-package'

const HOME = 'var/lib/dpkg'
const SCRIPT = /^(?:(?:pre|post)(?:inst|rm)|config)$/

/**
 * Writes dpkg's own records: all packages unpacked, none configured. With them `dpkg --configure -a` on the board goes on
 * where dpkg would be after it had unpacked them itself (dpkg(1), package states; deb-triggers(5)).
 */
export async function writeDpkgState(root: RootArchive, packages: readonly UnpackedPackage[]): Promise<void> {
  for (const name of ['info', 'updates', 'parts', 'triggers', 'alternatives']) await root.addFolder(`${HOME}/${name}`)
  await root.addFile(`${HOME}/status`, 0o644, packages.map(paragraphOf).join('\n'))
  for (const name of ['available', 'diversions', 'statoverride']) await root.addFile(`${HOME}/${name}`, 0o644, '')
  await root.addFile(`${HOME}/info/format`, 0o644, '1\n')
  for (const one of packages) {
    await root.addFile(`${HOME}/info/${one.infoName}.list`, 0o644, `${one.paths.join('\n')}\n`)
    for (const [part, bytes] of [...one.parts].sort(([a], [b]) => (a < b ? -1 : 1)))
      await root.addFile(`${HOME}/info/${one.infoName}.${part}`, SCRIPT.test(part) ? 0o755 : 0o644, bytes)
  }
  for (const [file, lines] of triggersOf(packages))
    await root.addFile(`${HOME}/triggers/${file}`, 0o644, lines.map((line) => `${line}\n`).join(''))
}

function paragraphOf({ control, settings }: UnpackedPackage): string {
  const lines = [...settings].map(([path, md5]) => ` ${path} ${md5}`)
  const conffiles = lines.length === 0 ? [] : ['Conffiles:', ...lines]
  return [control.replace(/^(Package: .*)$/m, '$1\nStatus: install ok unpacked'), ...conffiles, ''].join('\n')
}

/** Who wants to hear of what: paths stand in one file together, other names have a file each. */
function triggersOf(packages: readonly UnpackedPackage[]): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>([
    ['File', []],
    ['Unincorp', []],
  ])
  for (const { name, parts } of packages) {
    for (const line of (parts.get('triggers')?.toString('utf8') ?? '').split('\n')) {
      const [, kind = '', what = ''] = /^\s*interest(-noawait|-await)?\s+(\S+)/.exec(line) ?? []
      if (what === '') continue
      const noWait = kind === '-noawait' ? '/noawait' : ''
      if (what.startsWith('/')) files.get('File')?.push(`${what} ${name}${noWait}`)
      else files.set(what, [...(files.get(what) ?? []), `${name}${noWait}`])
    }
  }
  return files
}
