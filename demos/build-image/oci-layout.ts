import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type ImageSpec, imageRef } from './image-spec'
import { type TarEntry, tarArchive } from './tar-archive'

export const imageArches = ['amd64', 'arm64'] as const
export type ImageArch = (typeof imageArches)[number]

/** One program for one architecture: the only file in its image. */
export interface ImageProgram {
  readonly arch: ImageArch
  readonly name: string
  readonly binary: Uint8Array
}

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
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
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
 * With one program, index.json names its manifest. With several it names one nested index, so that an importer gives
 * the name to the whole and picks the platform itself. containerd takes the name from `io.containerd.image.name`, other
 * tools take the tag from `org.opencontainers.image.ref.name`. The same input gives the same bytes.
 */
export function ociLayout(spec: ImageSpec, programs: readonly ImageProgram[]): Buffer {
  const blobs = new BlobStore()
  const manifests = programs.map((program) => addManifest(blobs, spec, program))
  const [only] = manifests
  const root =
    manifests.length === 1 && only !== undefined
      ? only
      : blobs.addJson(mediaTypes.index, { schemaVersion: 2, mediaType: mediaTypes.index, manifests })
  const named = {
    ...root,
    annotations: {
      'io.containerd.image.name': imageRef(spec),
      'org.opencontainers.image.ref.name': spec.version,
    },
  }
  return tarArchive([
    jsonEntry('oci-layout', { imageLayoutVersion: '1.0.0' }),
    jsonEntry('index.json', { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [named] }),
    ...blobs.entries(),
  ])
}

function addManifest(blobs: BlobStore, spec: ImageSpec, program: ImageProgram): Descriptor {
  const files = tarArchive([{ name: program.name, mode: 0o755, content: program.binary }])
  const layer = blobs.add(mediaTypes.layer, gzipSync(files, { level: 9 }))
  const platform = platforms[program.arch]
  const config = blobs.addJson(mediaTypes.config, {
    ...platform,
    config: {
      User: spec.user,
      ExposedPorts: { [`${spec.port}/tcp`]: {} },
      Env: [`PORT=${spec.port}`],
      Entrypoint: [`/${program.name}`],
      Labels: labels(spec),
    },
    rootfs: { type: 'layers', diff_ids: [digest(files)] },
    history: [{ created_by: 'demos/build-image' }],
  })
  const manifest = blobs.addJson(mediaTypes.manifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config,
    layers: [layer],
    annotations: labels(spec),
  })
  return { ...manifest, platform }
}

function labels(spec: ImageSpec): Record<string, string> {
  return {
    'org.opencontainers.image.title': spec.name.slice(spec.name.lastIndexOf('/') + 1),
    'org.opencontainers.image.description': spec.description,
    'org.opencontainers.image.version': spec.version,
    'org.opencontainers.image.licenses': 'Apache-2.0',
  }
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
    return [...this.#blobs].map(([key, content]) => ({ name: `blobs/${key.replace(':', '/')}`, mode: 0o644, content }))
  }
}

function digest(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}

function jsonEntry(name: string, value: object): TarEntry {
  return { name, mode: 0o644, content: Buffer.from(JSON.stringify(value)) }
}
