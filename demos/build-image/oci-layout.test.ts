import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { ImageSpec } from './image-spec'
import { ociLayout } from './oci-layout'

const spec: ImageSpec = {
  name: 'docker.io/buzzcrate/go-echo',
  version: '1.2.3',
  port: 8080,
  user: '65532:65532',
  description: 'Answers.',
}
const amd64 = { arch: 'amd64', name: 'go-echo', binary: Buffer.from('program for amd64') } as const
const arm64 = { arch: 'arm64', name: 'go-echo', binary: Buffer.from('program for arm64') } as const

/** Reads a tar independently of the writer under test. */
function untar(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  for (let at = 0; archive[at] !== 0; ) {
    const field = (offset: number, length: number) =>
      archive.toString('utf8', at + offset, at + offset + length).replace(/\0.*$/s, '')
    const size = Number.parseInt(field(124, 12), 8)
    files.set(field(0, 100), archive.subarray(at + 512, at + 512 + size))
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}

function open(archive: Buffer) {
  const files = untar(archive)
  const file = (name: string) => {
    const content = files.get(name)
    if (content === undefined) throw new Error(`no ${name} in the archive`)
    return content
  }
  const blob = (descriptor: { digest: string; size: number }) => {
    const content = file(`blobs/${descriptor.digest.replace(':', '/')}`)
    expect(content.length).toBe(descriptor.size)
    return content
  }
  return {
    names: [...files.keys()],
    file,
    blob,
    json: (descriptor: { digest: string; size: number }) => JSON.parse(blob(descriptor).toString()),
    index: JSON.parse(file('index.json').toString()),
  }
}

describe('ociLayout', () => {
  it('holds only blobs that are named by their own digest', () => {
    const image = open(ociLayout(spec, [amd64, arm64]))
    expect(JSON.parse(image.file('oci-layout').toString())).toEqual({ imageLayoutVersion: '1.0.0' })
    for (const name of image.names.filter((each) => each.startsWith('blobs/'))) {
      expect(name).toBe(`blobs/sha256/${createHash('sha256').update(image.file(name)).digest('hex')}`)
    }
  })

  it('names the manifest itself where there is one architecture', () => {
    const image = open(ociLayout(spec, [arm64]))
    expect(image.index.manifests).toHaveLength(1)
    const [manifest] = image.index.manifests
    expect(manifest.platform).toEqual({ architecture: 'arm64', os: 'linux', variant: 'v8' })
    expect(manifest.annotations).toEqual({
      'io.containerd.image.name': 'docker.io/buzzcrate/go-echo:1.2.3',
      'org.opencontainers.image.ref.name': '1.2.3',
    })
    expect(image.json(manifest).layers).toHaveLength(1)
  })

  it('names one nested index where there are several', () => {
    const image = open(ociLayout(spec, [amd64, arm64]))
    const [root] = image.index.manifests
    expect(root.mediaType).toBe('application/vnd.oci.image.index.v1+json')
    expect(root.annotations['io.containerd.image.name']).toBe('docker.io/buzzcrate/go-echo:1.2.3')
    const platforms = image.json(root).manifests.map((each: { platform: { architecture: string } }) => each.platform)
    expect(platforms.map((each: { architecture: string }) => each.architecture)).toEqual(['amd64', 'arm64'])
  })

  it('runs the program, not as root, and finds it unpacked as the diff id says', () => {
    const image = open(ociLayout(spec, [amd64]))
    const manifest = image.json(image.index.manifests[0])
    const config = image.json(manifest.config)
    expect(config).toMatchObject({
      architecture: 'amd64',
      os: 'linux',
      config: { User: '65532:65532', Entrypoint: ['/go-echo'], ExposedPorts: { '8080/tcp': {} }, Env: ['PORT=8080'] },
    })
    const files = gunzipSync(image.blob(manifest.layers[0]))
    expect(config.rootfs.diff_ids).toEqual([`sha256:${createHash('sha256').update(files).digest('hex')}`])
    expect(untar(files)).toEqual(new Map([['go-echo', amd64.binary]]))
  })

  it('gives the same bytes for the same input', () => {
    expect(ociLayout(spec, [amd64, arm64]).equals(ociLayout(spec, [amd64, arm64]))).toBe(true)
  })
})
