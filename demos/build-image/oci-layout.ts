import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { type TarEntry, tarArchive } from './tar-archive'

export const imageArches = ['amd64', 'arm64'] as const
export type ImageArch = (typeof imageArches)[number]

/** What an image holds and starts for one architecture. Field names in `config` are the image specification's own. */
export interface ImageVariant {
  readonly arch: ImageArch
  readonly files: readonly TarEntry[]
  readonly config: {
    readonly Entrypoint: readonly string[]
    readonly User?: string
    readonly Env?: readonly string[]
    readonly ExposedPorts?: Readonly<Record<string, object>>
  }
}

export interface OciImage {
  /** `docker.io/buzzcrate/go-echo:1.0.0` */
  readonly ref: string
  readonly labels?: Readonly<Record<string, string>>
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

const mediaTypes = {
  layer: 'application/vnd.oci.image.layer.v1.tar',
  config: 'application/vnd.oci.image.config.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
} as const

const platforms = {
  amd64: { architecture: 'amd64', os: 'linux' },
  arm64: { architecture: 'arm64', os: 'linux', variant: 'v8' },
} satisfies Record<ImageArch, Platform>

/**
 * Writes an OCI image layout (image-spec v1.1) as one tar: `oci-layout`, `index.json` and `blobs/sha256/…`.
 *
 * An image of one architecture is named at its manifest. One of several is named at a nested index, so that an importer
 * gives the name to the whole and picks the platform itself. containerd takes the name from `io.containerd.image.name`,
 * other tools take the tag from `org.opencontainers.image.ref.name`. The same input gives the same bytes.
 */
export async function ociLayout(images: readonly OciImage[], packing: LayerPacking): Promise<Buffer> {
  const blobs = new BlobStore()
  const manifests: Descriptor[] = []
  for (const image of images) {
    manifests.push({
      ...(await addImage(blobs, image, packing)),
      annotations: {
        'io.containerd.image.name': image.ref,
        'org.opencontainers.image.ref.name': image.ref.slice(image.ref.lastIndexOf(':') + 1),
      },
    })
  }
  return tarArchive([
    jsonEntry('oci-layout', { imageLayoutVersion: '1.0.0' }),
    jsonEntry('index.json', { schemaVersion: 2, mediaType: mediaTypes.index, manifests }),
    ...blobs.entries(),
  ])
}

async function addImage(blobs: BlobStore, image: OciImage, packing: LayerPacking): Promise<Descriptor> {
  const manifests: Descriptor[] = []
  for (const variant of image.variants) manifests.push(await addManifest(blobs, image, variant, packing))
  const [only] = manifests
  if (manifests.length === 1 && only !== undefined) return only
  return blobs.addJson(mediaTypes.index, { schemaVersion: 2, mediaType: mediaTypes.index, manifests })
}

async function addManifest(
  blobs: BlobStore,
  image: OciImage,
  variant: ImageVariant,
  packing: LayerPacking,
): Promise<Descriptor> {
  const files = tarArchive(variant.files)
  const layer = blobs.add(`${mediaTypes.layer}${packing.suffix}`, await packing.pack(files))
  const platform = platforms[variant.arch]
  const labels = image.labels ?? {}
  const config = blobs.addJson(mediaTypes.config, {
    ...platform,
    config: { ...variant.config, Labels: labels },
    rootfs: { type: 'layers', diff_ids: [digest(files)] },
    history: [{ created_by: 'demos/build-image' }],
  })
  const manifest = blobs.addJson(mediaTypes.manifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config,
    layers: [layer],
    annotations: labels,
  })
  return { ...manifest, platform }
}

/** Blobs by digest, each kept once. */
class BlobStore {
  readonly #blobs = new Map<string, Uint8Array>()

  add(mediaType: string, content: Uint8Array): Descriptor {
    const key = digest(content)
    this.#blobs.set(key, content)
    return { mediaType, digest: key, size: content.length }
  }

  addJson(mediaType: string, value: object): Descriptor {
    return this.add(mediaType, Buffer.from(JSON.stringify(value)))
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
