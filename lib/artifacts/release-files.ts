import { AppError } from '@/lib/core/errors'
import type { Architecture } from '@/lib/ports/artifacts'

export const architectures = ['amd64', 'arm64', 'arm'] as const satisfies readonly Architecture[]

/** What a file of a k3s release is for. */
export type ReleaseFileKind = 'k3s' | 'k3s-images' | 'k3s-checksums'

/** 32-bit ARM is `armhf` in the binary's name and `arm` everywhere else. */
export const binaryNames = {
  amd64: 'k3s',
  arm64: 'k3s-arm64',
  arm: 'k3s-armhf',
} as const satisfies Record<Architecture, string>

/** Smallest first: all three hold the same images. */
export const imageNames = (architecture: Architecture): readonly string[] =>
  ['tar.zst', 'tar.gz', 'tar'].map((ending) => `k3s-airgap-images-${architecture}.${ending}`)

export const checksumName = (architecture: Architecture): string => `sha256sum-${architecture}.txt`

export interface ReleaseFile {
  readonly kind: ReleaseFileKind
  readonly architecture: Architecture
}

/** Which file of a release has this name; undefined for every other name. */
export function identify(name: string): ReleaseFile | undefined {
  for (const architecture of architectures) {
    if (name === binaryNames[architecture]) return { kind: 'k3s', architecture }
    if (name === checksumName(architecture)) return { kind: 'k3s-checksums', architecture }
    if (imageNames(architecture).includes(name)) return { kind: 'k3s-images', architecture }
  }
  return undefined
}

const CHECKSUM_LINE = /^([0-9a-f]{64}) [ *](\S+)$/i

/**
 * File name → sha256 from the text of a `sha256sum-ARCH.txt`.
 * @throws AppError `bad-checksum-file` when a line is of another shape, or there is none.
 */
export function parseChecksums(text: string): ReadonlyMap<string, string> {
  const sums = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue
    const match = CHECKSUM_LINE.exec(line.trim())
    // Both groups take part in every match.
    const [, sum = '', name = ''] = match ?? []
    if (match === null) throw badChecksumFile(`“${line.slice(0, 80)}” is not a checksum and a file name.`)
    sums.set(name, sum.toLowerCase())
  }
  if (sums.size === 0) throw badChecksumFile('It is empty.')
  return sums
}

function badChecksumFile(problem: string): AppError {
  return new AppError('bad-checksum-file', {
    userMessage: `The checksum file can't be read: ${problem} Take sha256sum-….txt from the same k3s release.`,
    details: { problem },
  })
}

/** Where a release file lies under a base like `https://github.com/k3s-io/k3s/releases/download`. */
export function releaseUrl(base: string, version: string, name: string): string {
  return `${base.replace(/\/+$/, '')}/${encodeURIComponent(version)}/${encodeURIComponent(name)}`
}
