import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { LAYER_MEDIA_TYPE, type PackedLayer } from './oci-layout'
import { type TarEntry, tarArchive } from './tar-archive'

/**
 * Packs the layer of an image into a file of its own, as it is read: no file of it is ever held whole.
 * @param file is written over
 */
export async function packLayer(entries: Iterable<TarEntry>, file: string, signal?: AbortSignal): Promise<PackedLayer> {
  const [plain, packed] = [createHash('sha256'), createHash('sha256')]
  await pipeline(
    seenBy(tarArchive(entries), plain),
    createGzip({ level: 6, chunkSize: 1024 * 1024 }),
    (source: AsyncIterable<Buffer>) => seenBy(source, packed),
    createWriteStream(file),
    { ...(signal === undefined ? {} : { signal }) },
  )
  const { size: bytes } = await stat(file)
  return {
    mediaType: `${LAYER_MEDIA_TYPE}+gzip`,
    digest: `sha256:${packed.digest('hex')}`,
    diffId: `sha256:${plain.digest('hex')}`,
    content: { file, offset: 0, bytes },
  }
}

async function* seenBy(source: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    hash.update(chunk)
    yield chunk
  }
}
