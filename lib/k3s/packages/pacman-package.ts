import { gzipSync } from 'node:zlib'
import type { Architecture } from '@/lib/ports/artifacts'
import { type Binary, contentText, PACKAGE_NAME, packageEntries } from './package-content'
import { digestOf, PACKAGE_TIME, type PackageEntry, sizeOf, tar } from './tar'

export const pacmanArchitectures = {
  amd64: 'x86_64',
  arm64: 'aarch64',
  arm: 'armv7h',
} as const satisfies Record<Architecture, string>

/** pacman's form of a k3s version: no hyphen but the one before the package's own number. */
export function pacmanVersion(version: string): string {
  return `${version.replace(/^v/, '').replace(/-rc/, 'rc')}-1`
}

/** A pacman package: an uncompressed tar with what pacman wants to know in its first files. */
export async function* pacmanPackage(
  version: string,
  architecture: Architecture,
  binary: Binary,
): AsyncGenerator<Buffer> {
  const data = await packageEntries('pacman', binary)
  const text = (path: string, content: string): PackageEntry => ({ type: 'text', path, mode: 0o644, text: content })
  const described = [
    text('.PKGINFO', packageInfo(version, architecture, data)),
    text('.INSTALL', await contentText('pacman-install.sh')),
  ]
  const tree = await mtree([...described, ...data], binary)
  yield* tar([{ type: 'text', path: '.MTREE', mode: 0o644, text: tree }, ...described, ...data])
}

function packageInfo(version: string, architecture: Architecture, data: readonly PackageEntry[]): string {
  const installed = data.reduce((sum, entry) => sum + sizeOf(entry), 0)
  return `pkgname = ${PACKAGE_NAME}
pkgbase = ${PACKAGE_NAME}
xdata = pkgtype=pkg
pkgver = ${pacmanVersion(version)}
pkgdesc = Lightweight Kubernetes, put here by BuzzCrate
url = https://k3s.io
builddate = ${PACKAGE_TIME}
packager = BuzzCrate
size = ${installed}
arch = ${pacmanArchitectures[architecture]}
license = Apache-2.0
provides = k3s
conflict = k3s
`
}

/** What `pacman -Qkk` compares the installed files with. Not compressed, so that the bytes are always the same. */
async function mtree(entries: readonly PackageEntry[], binary: Binary): Promise<Buffer> {
  const lines = ['#mtree', '/set uid=0 gid=0']
  for (const entry of entries) {
    const mode = entry.mode.toString(8)
    const start = `./${entry.path} time=${PACKAGE_TIME}.0 mode=${mode}`
    if (entry.type === 'folder') lines.push(`${start} type=dir`)
    else {
      const sha256 = entry.type === 'file' ? binary.sha256 : await digestOf(entry, 'sha256')
      lines.push(`${start} type=file size=${sizeOf(entry)} sha256digest=${sha256}`)
    }
  }
  return gzipSync(`${lines.join('\n')}\n`, { level: 0 })
}
