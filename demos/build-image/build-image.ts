import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { crossCompile } from './cross-compile'
import { findInstalledGo } from './find-go'
import { type DebianImageSpec, type ImageSpec, imageLabels, imageRef, readImageSpec } from './image-spec'
import { type ImageArch, type ImageConfig, imageArches, type LayeredImage, ociEntries } from './oci-layout'
import { packLayer } from './pack-layer'
import type { PackageLists } from './package-lists'
import { type TarEntry, tarArchive } from './tar-archive'

/** The Go version that the demos' go.mod files ask for. */
const minGoVersion = '1.24'

export interface BuildImageOptions {
  /** A folder below demos/, e.g. `go-echo` or `books/web`. */
  readonly demo: string
  /** Gets the archives; made if missing. */
  readonly outDir: string
  /** Path of `go`; without it, one is looked for in PATH and the cache. */
  readonly go?: string
  /** Where the demos' sources are, for callers that run from a bundle. */
  readonly demosDir?: string
  readonly signal?: AbortSignal
  /** Told what is going on. */
  readonly onLine?: (line: string) => void
  /** Packages of an earlier build, for an image of Debian's packages; the newest ones when left out. */
  readonly packages?: PackageLists
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
  /** Of an image of Debian's packages: a file that says which ones they were. */
  readonly packagesFile: string | undefined
}

/**
 * Builds the OCI image of a demo from scratch, for every architecture, without Docker, and running nothing of what it is
 * made from. The same sources, packages, Go and Node give the same bytes. Throws `go-missing`, `go-build-failed`,
 * `demo-unknown`, and what fetching Debian's packages throws.
 */
export async function buildImage(options: BuildImageOptions): Promise<BuiltImage> {
  const { demo, outDir, signal = new AbortController().signal } = options
  const source = path.join(options.demosDir ?? path.resolve(import.meta.dirname, '..'), demo)
  const spec = await readImageSpec(source)
  const go = spec.from === 'go' ? (options.go ?? (await findInstalledGo({ minVersion: minGoVersion }))) : ''
  await mkdir(outDir, { recursive: true })
  const scratch = await mkdtemp(path.join(tmpdir(), 'buzzcrate-layers-'))
  try {
    const variants = []
    const packages: PackageLists = {}
    for (const arch of imageArches) {
      const folder = path.join(scratch, arch)
      await mkdir(folder)
      options.onLine?.(`${imageRef(spec)} for ${arch}`)
      let files: readonly TarEntry[]
      if (spec.from === 'go') files = await goFiles({ go, source, arch, signal })
      else {
        const listed = options.packages?.[arch]
        const work = { ...options, ...(listed === undefined ? {} : { listed }), scratch: folder, signal }
        const made = await debianFiles(spec, source, arch, work)
        files = made.files
        packages[arch] = [...made.packages]
      }
      const layer = await packLayer(files, path.join(folder, 'layer'), signal)
      variants.push({ arch, layer, config: configOf(spec, path.basename(source)) })
    }
    const image = { ref: imageRef(spec), labels: imageLabels(spec) }
    const base = path.join(outDir, `${demo.replaceAll('/', '-')}-${spec.version}`)
    const files = []
    for (const variant of variants) {
      const written = await writeImage(`${base}-${variant.arch}.tar`, { ...image, variants: [variant] }, signal)
      files.push({ arch: variant.arch, ...written })
    }
    const packagesFile = spec.from === 'go' ? undefined : `${base}.packages.json`
    if (packagesFile !== undefined) await writeFile(packagesFile, `${JSON.stringify(packages, null, 1)}\n`)
    return { files, multiArch: await writeImage(`${base}.tar`, { ...image, variants }, signal), packagesFile }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** The program is the only file of its image. */
async function goFiles(options: Parameters<typeof crossCompile>[0]): Promise<readonly TarEntry[]> {
  return [{ kind: 'file', name: path.basename(options.source), mode: 0o755, content: await crossCompile(options) }]
}

interface DebianWork {
  readonly scratch: string
  readonly signal: AbortSignal
  readonly onLine?: (line: string) => void
  readonly listed?: NonNullable<PackageLists[ImageArch]>
}

/** Loaded where it is wanted: most processes of the panel never build such an image. */
async function debianFiles(spec: DebianImageSpec, source: string, arch: ImageArch, work: DebianWork) {
  const [{ fetchDebs }, { debianRoot }] = await Promise.all([import('./fetch-debs'), import('./debian-root')])
  const { listed, ...rest } = work
  const debs = await fetchDebs(spec, arch, { ...rest, ...(listed === undefined ? {} : { packages: listed }) })
  return { packages: debs.packages, files: await debianRoot(spec, source, debs.files, work) }
}

function configOf(spec: ImageSpec, program: string): ImageConfig {
  const common = { User: spec.user, ExposedPorts: { [`${spec.port}/tcp`]: {} } }
  if (spec.from === 'go') return { Entrypoint: [`/${program}`], ...common, Env: [`PORT=${spec.port}`] }
  const { entrypoint, env, volume, stopSignal } = spec
  return {
    Entrypoint: entrypoint,
    ...common,
    Env: Object.entries({ PATH: '/usr/bin:/usr/sbin', ...env }).map(([name, value]) => `${name}=${value}`),
    ...(volume === undefined ? {} : { Volumes: { [volume]: {} } }),
    ...(stopSignal === undefined ? {} : { StopSignal: stopSignal }),
  }
}

async function writeImage(file: string, image: LayeredImage, signal: AbortSignal): Promise<ImageFile> {
  const half = `${file}.${process.pid}.half`
  const hash = createHash('sha256')
  const hashed = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
  }
  try {
    await pipeline(hashed(tarArchive(ociEntries([image]))), createWriteStream(half), { signal })
    await rename(half, file) // a reader sees the old archive or the new one, never half of one
  } finally {
    await rm(half, { force: true })
  }
  return { path: file, sha256: hash.digest('hex'), bytes: (await stat(file)).size, ref: image.ref }
}
