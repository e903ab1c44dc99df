import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { gzipLayers, type ImageArch, type ImageVariant, type LayerPacking, ociLayout } from './oci-layout'

const variant = (arch: ImageArch, text: string): ImageVariant => ({
  arch,
  files: [{ kind: 'file', name: 'go-echo', mode: 0o755, content: Buffer.from(text) }],
  config: { Entrypoint: ['/go-echo'], User: '65532:65532' },
})
const amd64 = variant('amd64', 'program for amd64')
const arm64 = variant('arm64', 'program for arm64')
const layout = (...variants: ImageVariant[]): Promise<Buffer> =>
  ociLayout([{ ref: 'docker.io/buzzcrate/go-echo:1.2.3', labels: { made: 'here' }, variants }], gzipLayers)

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
  it('holds only blobs that are named by their own digest', async () => {
    const image = open(await layout(amd64, arm64))
    expect(JSON.parse(image.file('oci-layout').toString())).toEqual({ imageLayoutVersion: '1.0.0' })
    for (const name of image.names.filter((each) => each.startsWith('blobs/'))) {
      expect(name).toBe(`blobs/sha256/${createHash('sha256').update(image.file(name)).digest('hex')}`)
    }
  })

  it('names the manifest itself where there is one architecture', async () => {
    const image = open(await layout(arm64))
    expect(image.index.manifests).toHaveLength(1)
    const [manifest] = image.index.manifests
    expect(manifest.platform).toEqual({ architecture: 'arm64', os: 'linux', variant: 'v8' })
    expect(manifest.annotations).toEqual({
      'io.containerd.image.name': 'docker.io/buzzcrate/go-echo:1.2.3',
      'org.opencontainers.image.ref.name': '1.2.3',
    })
    expect(image.json(manifest).layers).toHaveLength(1)
  })

  it('names one nested index where there are several', async () => {
    const image = open(await layout(amd64, arm64))
    const [root] = image.index.manifests
    expect(root.mediaType).toBe('application/vnd.oci.image.index.v1+json')
    expect(root.annotations['io.containerd.image.name']).toBe('docker.io/buzzcrate/go-echo:1.2.3')
    const platforms = image.json(root).manifests.map((each: { platform: { architecture: string } }) => each.platform)
    expect(platforms.map((each: { architecture: string }) => each.architecture)).toEqual(['amd64', 'arm64'])
  })

  it('runs the program, not as root, and finds it unpacked as the diff id says', async () => {
    const image = open(await layout(amd64))
    const manifest = image.json(image.index.manifests[0])
    const config = image.json(manifest.config)
    expect(config).toMatchObject({
      architecture: 'amd64',
      os: 'linux',
      config: { User: '65532:65532', Entrypoint: ['/go-echo'], Labels: { made: 'here' } },
    })
    const files = gunzipSync(image.blob(manifest.layers[0]))
    expect(config.rootfs.diff_ids).toEqual([`sha256:${createHash('sha256').update(files).digest('hex')}`])
    expect(untar(files)).toEqual(new Map([['go-echo', Buffer.from('program for amd64')]]))
  })

  it('holds several images, each under its name, with layers as they are', async () => {
    const unpacked: LayerPacking = { suffix: '', pack: async (layer) => layer }
    const images = ['docker.io/rancher/a:1', 'docker.io/rancher/b:2'].map((ref) => ({ ref, variants: [amd64] }))
    const archive = open(await ociLayout(images, unpacked))
    const names = archive.index.manifests.map((each: { annotations: object }) => Object.values(each.annotations)[0])
    expect(names).toEqual(['docker.io/rancher/a:1', 'docker.io/rancher/b:2'])
    const layer = archive.json(archive.index.manifests[0]).layers[0]
    expect(layer.mediaType).toBe('application/vnd.oci.image.layer.v1.tar')
    expect(untar(archive.blob(layer)).get('go-echo')?.toString()).toBe('program for amd64')
  })

  it('gives the same bytes for the same input', async () => {
    expect((await layout(amd64, arm64)).equals(await layout(amd64, arm64))).toBe(true)
  })
})
