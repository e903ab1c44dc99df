import { readFile } from 'node:fs/promises'
import { type OciImage, ociLayout } from '@/demos/build-image/oci-layout'
import type { TarEntry } from '@/demos/build-image/tar-archive'
import { runTool } from './run-tool'
import { type Arch, imagePrograms } from './versions'

/** Paths of the programs that the images are made of. */
export interface ImagePrograms {
  readonly pause: string
  readonly klipperLb: string
  readonly coredns: string
  readonly localPathProvisioner: string
  readonly busybox: string
}

/**
 * Makes the archive of packaged images under k3s's own names, one program an image, from scratch. Layers are packed with
 * zstd, which containerd reads since 1.5: a node stores them so, and unpacks only those of images it runs.
 */
export async function airgapImages(arch: Arch, programs: ImagePrograms): Promise<Buffer> {
  const one = async (ref: string, file: string, name: string, more: readonly TarEntry[] = []): Promise<OciImage> => ({
    ref,
    variants: [
      {
        arch,
        files: [
          { kind: 'folder', name: 'tmp', mode: 0o1777 },
          { kind: 'file', name, mode: 0o755, content: await readFile(file) },
          ...more,
        ],
        config: { Entrypoint: name === 'bin/busybox' ? [] : [`/${name}`], Env: ['PATH=/bin:/usr/bin:/sbin:/usr/sbin'] },
      },
    ],
  })
  const coredns = imagePrograms.coredns.version.slice(1)
  const localPath = imagePrograms['local-path-provisioner'].version
  const images = await Promise.all([
    one('docker.io/rancher/mirrored-pause:3.6', programs.pause, 'pause'),
    one('docker.io/rancher/klipper-lb:v0.4.13', programs.klipperLb, 'klipper-lb'),
    one(`docker.io/rancher/mirrored-coredns-coredns:${coredns}`, programs.coredns, 'coredns'),
    one(
      `docker.io/rancher/local-path-provisioner:${localPath}`,
      programs.localPathProvisioner,
      'local-path-provisioner',
    ),
    one(
      'docker.io/rancher/mirrored-library-busybox:1.37.0',
      programs.busybox,
      'bin/busybox',
      await busyboxLinks(programs.busybox),
    ),
  ])
  return ociLayout(images, {
    suffix: '+zstd',
    pack: (layer) => runTool('zstd', ['-q', '-T0', '-12', '-c'], { input: layer }),
  })
}

/** One link a command that this busybox knows, as in every busybox image. */
async function busyboxLinks(busybox: string): Promise<TarEntry[]> {
  const commands = (await runTool(busybox, ['--list'])).toString().trim().split('\n')
  return commands
    .filter((command) => command !== 'busybox')
    .map((command) => ({ kind: 'link', name: `bin/${command}`, target: '/bin/busybox' }))
}
