import { createHash } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { crossCompile } from './cross-compile'
import { findInstalledGo } from './find-go'
import { type ImageSpec, imageLabels, imageRef, readImageSpec } from './image-spec'
import { gzipLayers, type ImageArch, type ImageVariant, imageArches, ociLayout } from './oci-layout'

/** The Go version that the demos' go.mod files ask for. */
const minGoVersion = '1.24'

export interface BuildImageOptions {
  /** A folder name in demos/, e.g. `go-echo`. */
  readonly demo: string
  /** Gets the archives; made if missing. */
  readonly outDir: string
  /** Path of `go`; without it, one is looked for in PATH and the cache. */
  readonly go?: string
  /** Where the demos' sources are, for callers that run from a bundle. */
  readonly demosDir?: string
  readonly signal?: AbortSignal
}

export interface ImageFile {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  /** What the image is called after `ctr images import`. */
  readonly ref: string
}

export interface BuiltImage {
  /** One archive an architecture: what is side-loaded to a node, which needs only its own. */
  readonly files: readonly (ImageFile & { readonly arch: ImageArch })[]
  /** All architectures in one archive, for registries. containerd loads only the node's own platform from it. */
  readonly multiArch: ImageFile
}

/**
 * Builds the OCI image of a demo from scratch, for every architecture, without Docker. The same sources and the same Go
 * give the same bytes. Throws `go-missing`, `go-build-failed` or `demo-unknown`.
 */
export async function buildImage(options: BuildImageOptions): Promise<BuiltImage> {
  const { demo, outDir, signal } = options
  const source = path.join(options.demosDir ?? path.resolve(import.meta.dirname, '..'), demo)
  const spec = await readImageSpec(source)
  const go = options.go ?? (await findInstalledGo({ minVersion: minGoVersion }))
  await mkdir(outDir, { recursive: true })

  const variants = await Promise.all(
    imageArches.map(async (arch) => {
      const binary = await crossCompile({ go, source, arch, ...(signal === undefined ? {} : { signal }) })
      return imageVariant(spec, demo, arch, binary)
    }),
  )
  const base = path.join(outDir, `${demo}-${spec.version}`)
  const files = await Promise.all(
    variants.map(async (variant) => ({
      arch: variant.arch,
      ...(await writeImage(`${base}-${variant.arch}.tar`, spec, [variant])),
    })),
  )
  return { files, multiArch: await writeImage(`${base}.tar`, spec, variants) }
}

/** The program is the only file of its image. */
function imageVariant(spec: ImageSpec, program: string, arch: ImageArch, binary: Uint8Array): ImageVariant {
  return {
    arch,
    files: [{ kind: 'file', name: program, mode: 0o755, content: binary }],
    config: {
      Entrypoint: [`/${program}`],
      User: spec.user,
      Env: [`PORT=${spec.port}`],
      ExposedPorts: { [`${spec.port}/tcp`]: {} },
    },
  }
}

async function writeImage(file: string, spec: ImageSpec, variants: readonly ImageVariant[]): Promise<ImageFile> {
  const ref = imageRef(spec)
  const archive = await ociLayout([{ ref, labels: imageLabels(spec), variants }], gzipLayers)
  const half = `${file}.${process.pid}.half`
  await writeFile(half, archive)
  await rename(half, file) // a reader sees the old archive or the new one, never half of one
  return { path: file, sha256: createHash('sha256').update(archive).digest('hex'), bytes: archive.length, ref }
}
