function tarEntry(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write(`${content.length.toString(8).padStart(11, '0')} `, 124)
  header.write('ustar\0', 257)
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)])
}

/** A tiny image archive of one architecture: an OCI layout as `skopeo copy … oci-archive:` and our own builder write it. */
export function imageArchive(ref: string, architecture = 'arm64'): Buffer {
  const annotations = { 'io.containerd.image.name': ref }
  const index = { schemaVersion: 2, manifests: [{ annotations, platform: { architecture, os: 'linux' } }] }
  return Buffer.concat([
    tarEntry('blobs/sha256/aa', Buffer.alloc(50_001, 'x')),
    tarEntry('oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}')),
    tarEntry('index.json', Buffer.from(JSON.stringify(index))),
    tarEntry('blobs/sha256/bb', Buffer.alloc(512, 'y')),
    Buffer.alloc(1024),
  ])
}

/** As `docker save` writes it: no platform. */
export function savedImage(tag: string): Buffer {
  return Buffer.concat([
    tarEntry('manifest.json', Buffer.from(JSON.stringify([{ RepoTags: [tag] }]))),
    Buffer.alloc(1024),
  ])
}
