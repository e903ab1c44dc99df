import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { type FileRange, type TarEntry, tarArchive } from './tar-archive'

export const imageArches = ['amd64', 'arm64'] as const
export type ImageArch = (typeof imageArches)[number]

/** How an image is started. Field names are the image specification's own. */
export interface ImageConfig {
  readonly Entrypoint: readonly string[]
  readonly Cmd?: readonly string[]
  readonly User?: string
  readonly Env?: readonly string[]
  readonly ExposedPorts?: Readonly<Record<string, object>>
  readonly Volumes?: Readonly<Record<string, object>>
  readonly WorkingDir?: string
  readonly StopSignal?: string
}

interface Described {
  /** `docker.io/buzzcrate/go-echo:1.0.0` */
  readonly ref: string
  readonly labels?: Readonly<Record<string, string>>
}

/** A packed layer, in memory or in a file. */
export interface PackedLayer {
  readonly mediaType: string
  /** `sha256:…` of the packed bytes. */
  readonly digest: string
  /** `sha256:…` of the tar before it was packed. */
  readonly diffId: string
  readonly content: Uint8Array | FileRange
}

/** An image whose layers are packed already. */
export interface LayeredImage extends Described {
  readonly variants: readonly {
    readonly arch: ImageArch
    readonly layer: PackedLayer
    readonly config: ImageConfig
  }[]
}

/** What an image holds and starts for one architecture. */
export interface ImageVariant {
  readonly arch: ImageArch
  readonly files: readonly TarEntry[]
  readonly config: ImageConfig
}

export interface OciImage extends Described {
  readonly variants: readonly ImageVariant[]
}

/** How layers are packed; `suffix` is what the packing adds to their media type. */
export interface LayerPacking {
  readonly suffix: '' | '+gzip' | '+zstd'
  readonly pack: (layer: Buffer) => Promise<Buffer>
}

const gzip = promisify(zlib.gzip)

/** What every importer reads. */
export const gzipLayers: LayerPacking = { suffix: '+gzip', pack: (layer) => gzip(layer, { level: 9 }) }

interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly platform?: Platform
  readonly annotations?: Readonly<Record<string, string>>
}

interface Platform {
  readonly architecture: ImageArch
  readonly os: 'linux'
  readonly variant?: string
}

export const LAYER_MEDIA_TYPE = 'application/vnd.oci.image.layer.v1.tar'
const mediaTypes = {
  config: 'application/vnd.oci.image.config.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
} as const

const platforms = {
  amd64: { architecture: 'amd64', os: 'linux' },
  arm64: { architecture: 'arm64', os: 'linux', variant: 'v8' },
} satisfies Record<ImageArch, Platform>

/** Small images as one archive, all of it in memory. */
export async function ociLayout(images: readonly OciImage[], packing: LayerPacking): Promise<Buffer> {
  const layered: LayeredImage[] = []
  for (const { variants, ...image } of images) {
    const packed = []
    for (const { arch, files, config } of variants)
      packed.push({ arch, config, layer: await packInMemory(files, packing) })
    layered.push({ ...image, variants: packed })
  }
  return collect(tarArchive(ociEntries(layered)))
}

async function packInMemory(files: readonly TarEntry[], { suffix, pack }: LayerPacking): Promise<PackedLayer> {
  const layer = await collect(tarArchive(files))
  const content = await pack(layer)
  return { mediaType: `${LAYER_MEDIA_TYPE}${suffix}`, digest: digest(content), diffId: digest(layer), content }
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

/**
 * An OCI image layout (image-spec v1.1) as the entries of one tar: `oci-layout`, `index.json` and `blobs/sha256/…`.
 *
 * An image of one architecture is named at its manifest. One of several is named at a nested index, so that an importer
 * gives the name to the whole and picks the platform itself. containerd takes the name from `io.containerd.image.name`,
 * other tools take the tag from `org.opencontainers.image.ref.name`. The same input gives the same bytes.
 */
export function ociEntries(images: readonly LayeredImage[]): readonly TarEntry[] {
  const blobs = new BlobStore()
  const manifests = images.map((image) => ({
    ...addImage(blobs, image),
    annotations: {
      'io.containerd.image.name': image.ref,
      'org.opencontainers.image.ref.name': image.ref.slice(image.ref.lastIndexOf(':') + 1),
    },
  }))
  return [
    jsonEntry('oci-layout', { imageLayoutVersion: '1.0.0' }),
    jsonEntry('index.json', { schemaVersion: 2, mediaType: mediaTypes.index, manifests }),
    ...blobs.entries(),
  ]
}

function addImage(blobs: BlobStore, image: LayeredImage): Descriptor {
  const manifests = image.variants.map((variant) => addManifest(blobs, image, variant))
  const [only] = manifests
  if (manifests.length === 1 && only !== undefined) return only
  return blobs.addJson(mediaTypes.index, { schemaVersion: 2, mediaType: mediaTypes.index, manifests })
}

function addManifest(
  blobs: BlobStore,
  { labels = {} }: LayeredImage,
  { arch, layer, config }: LayeredImage['variants'][number],
): Descriptor {
  const packed = blobs.addLayer(layer)
  const platform = platforms[arch]
  const configuration = blobs.addJson(mediaTypes.config, {
    ...platform,
    config: { ...config, Labels: labels },
    rootfs: { type: 'layers', diff_ids: [layer.diffId] },
    history: [{ created_by: 'demos/build-image' }],
  })
  const manifest = blobs.addJson(mediaTypes.manifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: configuration,
    layers: [packed],
    annotations: labels,
  })
  return { ...manifest, platform }
}

/** Blobs by digest, each kept once. */
class BlobStore {
  readonly #blobs = new Map<string, Uint8Array | FileRange>()

  addLayer({ mediaType, digest: key, content }: PackedLayer): Descriptor {
    this.#blobs.set(key, content)
    return { mediaType, digest: key, size: content instanceof Uint8Array ? content.length : content.bytes }
  }

  addJson(mediaType: string, value: object): Descriptor {
    const content = Buffer.from(JSON.stringify(value))
    const key = digest(content)
    this.#blobs.set(key, content)
    return { mediaType, digest: key, size: content.length }
  }

  entries(): TarEntry[] {
    return [...this.#blobs].map(([key, content]) => ({
      kind: 'file',
      name: `blobs/${key.replace(':', '/')}`,
      mode: 0o644,
      content,
    }))
  }
}

function digest(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}

function jsonEntry(name: string, value: object): TarEntry {
  return { kind: 'file', name, mode: 0o644, content: Buffer.from(JSON.stringify(value)) }
}
