import { describe, expect, it } from 'vitest'
import { goEcho } from '@/lib/apps/go-echo/go-echo'
import { ImageArchiveReader } from './image-archive'
import { checkedBytes } from './upload-image'

function tarEntry(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write(`${content.length.toString(8).padStart(11, '0')} `, 124)
  header.write('ustar\0', 257)
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)])
}

/** An OCI layout as `skopeo copy … oci-archive:` and our own builder write it. */
function archiveOf(ref: string): Buffer {
  const annotations = { 'io.containerd.image.name': ref }
  const index = { schemaVersion: 2, manifests: [{ annotations, platform: { architecture: 'arm64', os: 'linux' } }] }
  return Buffer.concat([
    tarEntry('blobs/sha256/aa', Buffer.alloc(50_001, 'x')),
    tarEntry('oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}')),
    tarEntry('index.json', Buffer.from(JSON.stringify(index))),
    tarEntry('blobs/sha256/bb', Buffer.alloc(512, 'y')),
    Buffer.alloc(1024),
  ])
}
const archive = archiveOf(goEcho.image.ref)

function read(data: Uint8Array, step: number) {
  const reader = new ImageArchiveReader()
  for (let at = 0; at < data.length; at += step) reader.write(data.subarray(at, at + step))
  return reader.end()
}

async function pass(architecture: string, data: Uint8Array): Promise<number> {
  const source = async function* () {
    yield data
  }
  let length = 0
  for await (const chunk of checkedBytes(goEcho, architecture, source())) length += chunk.length
  return length
}

describe('ImageArchiveReader', () => {
  it.each([1, 7, 512, 1000, 65_536, 10_000_000])('reads an archive that comes %i bytes at a time', (step) => {
    expect(read(archive, step)).toEqual({ names: [goEcho.image.ref], architectures: ['arm64'] })
  })

  it('reads what docker save writes', () => {
    const manifest = Buffer.from(JSON.stringify([{ RepoTags: ['example.com/echo:1'] }]))
    const saved = Buffer.concat([tarEntry('manifest.json', manifest), Buffer.alloc(1024)])
    expect(read(saved, 100)).toEqual({ names: ['example.com/echo:1'], architectures: [] })
  })

  it('does not take other files for images', () => {
    expect(read(Buffer.from('hello'.repeat(1000)), 512)).toBeUndefined()
    expect(read(Buffer.alloc(0), 1)).toBeUndefined()
  })
})

describe('an upload', () => {
  it('passes when it is the image of the app', async () => {
    expect(await pass('arm64', archive)).toBe(archive.length)
  })

  it('is refused with the reason when it is not', async () => {
    await expect(pass('amd64', archive)).rejects.toThrow('This image is made for arm64, not for amd64.')
    const other = await archiveOf('docker.io/someone/else:1.0.0')
    await expect(pass('arm64', other)).rejects.toThrow('this archive holds docker.io/someone/else:1.0.0')
    await expect(pass('arm64', Buffer.from('x'.repeat(2000)))).rejects.toThrow('not an image archive')
  })
})
