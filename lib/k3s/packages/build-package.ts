import { createHash } from 'node:crypto'
import type { Architecture, PackageFormat } from '@/lib/ports/artifacts'
import { debArchitectures, debPackage, debVersion } from './deb-package'
import { filesPackage } from './files-package'
import { type Binary, contentText, PACKAGE_NAME } from './package-content'
import { pacmanArchitectures, pacmanPackage, pacmanVersion } from './pacman-package'

export interface BuiltPackage {
  /** e.g. `buzzcrate-k3s_1.36.1+k3s1_amd64.deb`. */
  readonly name: string
  /** The package's bytes; the same for the same binary and the same version of BuzzCrate. */
  readonly bytes: AsyncIterable<Buffer>
}

type Builder = (version: string, architecture: Architecture, binary: Binary) => BuiltPackage

const builders: Record<PackageFormat, Builder> = {
  deb: (version, architecture, binary) => ({
    name: `${PACKAGE_NAME}_${debVersion(version)}_${debArchitectures[architecture]}.deb`,
    bytes: debPackage(version, architecture, binary),
  }),
  pacman: (version, architecture, binary) => ({
    name: `${PACKAGE_NAME}-${pacmanVersion(version)}-${pacmanArchitectures[architecture]}.pkg.tar`,
    bytes: pacmanPackage(version, architecture, binary),
  }),
  files: (version, architecture, binary) => ({
    name: `${PACKAGE_NAME}-${version.replace(/^v/, '')}-${architecture}.tar`,
    bytes: filesPackage(binary),
  }),
}

/** The package of a k3s binary in one format. Needs no tool of the machine it runs on. */
export function buildPackage(
  version: string,
  architecture: Architecture,
  format: PackageFormat,
  binary: Binary,
): BuiltPackage {
  return builders[format](version, architecture, binary)
}

/** Bump when a change of the builders makes other packages of the same content. */
const BUILDER = 1
const CONTENT = [
  'k3s.service',
  'k3s-agent.service',
  'clean-up.sh',
  'links.sh',
  'purge.sh',
  'remember.sh',
  'uninstall.sh',
  'deb-postinst.sh',
  'deb-prerm.sh',
  'pacman-install.sh',
  'files-install.sh',
  'files-remove.sh',
]

/** Names what a package would be made of: equal keys, equal bytes. */
export async function packageKey(
  version: string,
  architecture: Architecture,
  format: PackageFormat,
  binary: Binary,
): Promise<string> {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([BUILDER, version, architecture, format, binary.sha256]))
  for (const name of CONTENT) hash.update(`\0${name}\0${await contentText(name)}`)
  return hash.digest('hex').slice(0, 32)
}
