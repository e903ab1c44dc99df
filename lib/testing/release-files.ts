import { createHash } from 'node:crypto'
import { binaryNames, checksumName, imageNames } from '@/lib/artifacts/release-files'
import type { Architecture } from '@/lib/ports/artifacts'

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')

/** A tiny release of k3s, named and summed as a real one; the checksum file comes first. */
export function releaseFiles(version: string, architecture: Architecture): Readonly<Record<string, Buffer>> {
  // A binary names its version as Go's linker leaves it.
  const binary = Buffer.from(`ELF ${'x'.repeat(100_000)}\0${version}\0 for ${architecture}`)
  const images = Buffer.from(`images ${'y'.repeat(50_000)} ${version} ${architecture}`)
  const name = imageNames(architecture)[0] ?? ''
  const sums = [
    `${'0'.repeat(64)}  k3s-airgap-images-${architecture}.tar`,
    `${sha256(images)}  ${name}`,
    `${sha256(binary)}  ${binaryNames[architecture]}`,
  ]
  return {
    [checksumName(architecture)]: Buffer.from(`${sums.join('\n')}\n`),
    [binaryNames[architecture]]: binary,
    [name]: images,
  }
}
