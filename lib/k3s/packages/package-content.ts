import { readFile } from 'node:fs/promises'
import type { PackageFormat } from '@/lib/ports/artifacts'
import { contentFile } from './content-folder'
import type { PackageEntry } from './tar'

interface Places {
  /** Where programs go. Without a leading slash. */
  readonly bin: string
  readonly lib: string
  readonly units: string
}

/** Package managers own /usr; what is installed without one goes where the machine's administrator puts things. */
export const places: Record<PackageFormat, Places> = {
  deb: { bin: 'usr/bin', lib: 'usr/lib/buzzcrate-k3s', units: 'usr/lib/systemd/system' },
  pacman: { bin: 'usr/bin', lib: 'usr/lib/buzzcrate-k3s', units: 'usr/lib/systemd/system' },
  files: { bin: 'usr/local/bin', lib: 'usr/local/lib/buzzcrate-k3s', units: 'etc/systemd/system' },
}

export const PACKAGE_NAME = 'buzzcrate-k3s'

/** The k3s binary that goes into a package. */
export interface Binary {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

const scripts = {
  'clean-up': 'clean-up.sh',
  links: 'links.sh',
  purge: 'purge.sh',
  remember: 'remember.sh',
  uninstall: 'uninstall.sh',
}
const units = ['k3s.service', 'k3s-agent.service']

/** Text of a file in `content/`: a unit, or a script of a package. */
export const contentText = (name: string): Promise<string> => readFile(contentFile(name), 'utf8')

/** The files that a package of this format puts on a machine, folders first, in a fixed order. */
export async function packageEntries(format: PackageFormat, binary: Binary): Promise<readonly PackageEntry[]> {
  const place = places[format]
  const entries: PackageEntry[] = [
    { type: 'file', path: `${place.bin}/k3s`, mode: 0o755, source: binary.path, bytes: binary.bytes },
  ]
  for (const unit of units) {
    const text = (await contentText(unit)).replaceAll('@BIN@', `/${place.bin}`).replaceAll('@LIB@', `/${place.lib}`)
    entries.push({ type: 'text', path: `${place.units}/${unit}`, mode: 0o644, text })
  }
  for (const [name, file] of Object.entries(scripts)) {
    entries.push({ type: 'text', path: `${place.lib}/${name}`, mode: 0o755, text: await contentText(file) })
  }
  return [...foldersOf(entries), ...entries]
}

function foldersOf(entries: readonly PackageEntry[]): readonly PackageEntry[] {
  const folders = new Set<string>()
  for (const { path } of entries) {
    const parts = path.split('/').slice(0, -1)
    for (let depth = 1; depth <= parts.length; depth++) folders.add(parts.slice(0, depth).join('/'))
  }
  return [...folders].sort().map((path) => ({ type: 'folder', path, mode: 0o755 }))
}
