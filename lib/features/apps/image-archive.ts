import { z } from 'zod'

const HEADER = 512
const MAX_TEXT_BYTES = 1_000_000
const WANTED = new Set(['index.json', 'manifest.json'])

export interface ArchivedImage {
  /** Names that containerd gives the image when it loads the archive. */
  readonly names: readonly string[]
  /** Of the platforms that the archive tells without unpacking; empty when it does not. */
  readonly architectures: readonly string[]
}

const Index = z.object({
  manifests: z.array(
    z.object({
      annotations: z.record(z.string(), z.string()).default({}),
      platform: z.object({ architecture: z.string() }).optional(),
    }),
  ),
})
const DockerManifest = z.array(z.object({ RepoTags: z.array(z.string()).nullish() }))

/**
 * Reads what an image archive (OCI layout or `docker save`) says of itself while its bytes go by. Blobs are passed over:
 * an archive of any size needs no memory.
 */
export class ImageArchiveReader {
  private pending = Buffer.alloc(0)
  private skip = 0
  private readonly texts = new Map<string, string>()
  private isTar = true

  write(chunk: Uint8Array): void {
    if (!this.isTar) return
    let data = this.skip > 0 ? chunk.subarray(Math.min(this.skip, chunk.length)) : chunk
    this.skip -= chunk.length - data.length
    if (data.length === 0) return
    if (this.pending.length > 0) data = Buffer.concat([this.pending, data])
    this.pending = Buffer.from(this.consume(Buffer.from(data)))
  }

  /** undefined when it is not such an archive. */
  end(): ArchivedImage | undefined {
    const index = this.parsed(Index, 'index.json')
    const docker = this.parsed(DockerManifest, 'manifest.json')
    if (!this.isTar || (index === undefined && docker === undefined)) return undefined
    const named = (index?.manifests ?? []).flatMap(({ annotations }) => annotations['io.containerd.image.name'] ?? [])
    const tagged = (docker ?? []).flatMap(({ RepoTags }) => RepoTags ?? [])
    const platforms = (index?.manifests ?? []).flatMap(({ platform }) => platform?.architecture ?? [])
    return { names: [...new Set([...named, ...tagged])], architectures: [...new Set(platforms)] }
  }

  /** Takes whole entries; what is left is the beginning of the next one. */
  private consume(data: Buffer): Buffer {
    let at = 0
    while (data.length - at >= HEADER) {
      const header = data.subarray(at, at + HEADER)
      if (header.every((byte) => byte === 0)) return Buffer.alloc(0)
      if (header.toString('latin1', 257, 262) !== 'ustar') {
        this.isTar = false
        return Buffer.alloc(0)
      }
      const name = header.toString('utf8', 0, 100).replace(/\0.*$/s, '').replace(/^\.\//, '')
      const size = Number.parseInt(header.toString('latin1', 124, 136), 8) || 0
      const padded = Math.ceil(size / HEADER) * HEADER
      const wanted = WANTED.has(name) && size <= MAX_TEXT_BYTES
      if (wanted && data.length - at - HEADER < size) return data.subarray(at)
      if (wanted) this.texts.set(name, data.toString('utf8', at + HEADER, at + HEADER + size))
      at += HEADER + padded
      if (at > data.length) {
        this.skip = at - data.length
        return Buffer.alloc(0)
      }
    }
    return data.subarray(at)
  }

  private parsed<T>(schema: z.ZodType<T>, name: string): T | undefined {
    const text = this.texts.get(name)
    if (text === undefined) return undefined
    try {
      return schema.safeParse(JSON.parse(text)).data
    } catch {
      // Not JSON, so not the file that it seems to be.
      return undefined
    }
  }
}
