import type { Architecture } from '@/lib/ports/artifacts'
import { parseVersion } from '../version'
import { type Binary, contentText, PACKAGE_NAME, packageEntries } from './package-content'
import { digestOf, PACKAGE_TIME, type PackageEntry, sizeOf, tar, tarSize } from './tar'

export const debArchitectures = {
  amd64: 'amd64',
  arm64: 'arm64',
  arm: 'armhf',
} as const satisfies Record<Architecture, string>

/** Debian's form of a k3s version: a candidate sorts before its release. */
export function debVersion(version: string): string {
  return version.replace(/^v/, '').replace(/-rc/, '~rc')
}

/**
 * A Debian package: an `ar` archive of `debian-binary`, `control.tar` and `data.tar`, both uncompressed, since k3s's
 * binary is packed already and a small board unpacks nothing faster than something.
 */
export async function* debPackage(version: string, architecture: Architecture, binary: Binary): AsyncGenerator<Buffer> {
  const data = await packageEntries('deb', binary)
  const control = await controlEntries(version, architecture, data)
  yield Buffer.from('!<arch>\n')
  yield* member('debian-binary', 4, [Buffer.from('2.0\n')])
  yield* member('control.tar', tarSize(control), tar(control, './'))
  yield* member('data.tar', tarSize(data), tar(data, './'))
}

async function* member(name: string, bytes: number, content: AsyncIterable<Buffer> | Iterable<Buffer>) {
  const fields = [name.padEnd(16), String(PACKAGE_TIME).padEnd(12), '0'.padEnd(6), '0'.padEnd(6), '100644'.padEnd(8)]
  yield Buffer.from(`${fields.join('')}${String(bytes).padEnd(10)}\`\n`)
  yield* content
  if (bytes % 2 === 1) yield Buffer.from('\n')
}

async function controlEntries(
  version: string,
  architecture: Architecture,
  data: readonly PackageEntry[],
): Promise<readonly PackageEntry[]> {
  const files = data.filter((entry) => entry.type !== 'folder')
  const sums: string[] = []
  for (const file of files) sums.push(`${await digestOf(file, 'md5')}  ${file.path}\n`)
  const text = (path: string, content: string, mode = 0o644): PackageEntry => ({
    type: 'text',
    path,
    mode,
    text: content,
  })
  return [
    text('control', controlText(version, architecture, data)),
    text('md5sums', sums.join('')),
    text('postinst', await contentText('deb-postinst.sh'), 0o755),
    text('prerm', await contentText('deb-prerm.sh'), 0o755),
    text('postrm', await contentText('purge.sh'), 0o755),
  ]
}

function controlText(version: string, architecture: Architecture, data: readonly PackageEntry[]): string {
  const kubernetes = parseVersion(version)
  const installedKiB = Math.ceil(data.reduce((sum, entry) => sum + Math.max(1024, sizeOf(entry)), 0) / 1024)
  return `Package: ${PACKAGE_NAME}
Version: ${debVersion(version)}
Architecture: ${debArchitectures[architecture]}
Maintainer: BuzzCrate <packages@buzzcrate.invalid>
Installed-Size: ${installedKiB}
Section: admin
Priority: optional
Provides: k3s
Conflicts: k3s
Homepage: https://k3s.io
Description: Lightweight Kubernetes, put here by BuzzCrate
 The k3s ${version} binary${kubernetes ? ` (Kubernetes ${kubernetes.major}.${kubernetes.minor}.${kubernetes.patch})` : ''} with units for a server and an agent.
 .
 To take k3s off this machine with everything it made:
 /usr/lib/buzzcrate-k3s/uninstall
`
}
